/** What `rubric init` writes: a rubric that grades, with a word to each part. */
export const RUBRIC_TEMPLATE = `# A rubric of sharelab. What is expected of an answer is a fact of the student's own capture.
# Check it with:  sharelab rubric lint lab.yaml
# Grade with:     sharelab grade submissions/ --rubric lab.yaml --out graded/
# Every key is described in docs/grading.md; docs/rubric.schema.json gives completion in an editor.
schema: sharelab/rubric/v1

assignment:
  id: tcp-lab
  title: TCP under a screen share
  points: 20 # the checks' points must add up to this
  due: 2026-03-06T23:59:00+01:00 # with its time zone

handin:
  capture:
    name: session.pcapng # another name is graded, with a problem noted
    port: 9000
    # size: 1366x768 # of the shared pictures, when it is known
    conditions: # what the capture must show at all
      full_handshake: true
      min_frames: 3
    unmet: report # or pending, or reject
  answers:
    name: answers.yml # also read as .md with a front matter, .csv, .json
  metadata: [name]
  # beacon: {} # the student's own beacon (session --student); the secret is in SHARELAB_SECRET, never here

late:
  grace: 15 min
  per_day: 10 % # of the assignment's points, for each day begun
  cap: 50 %
  # extensions: extensions.csv # columns: student, and due, days or hours

scoring:
  round: 0.5
  ungradable: pending # what the capture can't support: pending, exclude, zero or full

# similarity: # who and what may be alike; copies of captures are flagged, nothing is taken off
#   together: [[ada, ben]]
#   exclude: [handed-out.pcapng]

defaults:
  stream: largest # the session with most packets; or first, or a number

checks:
  # A fact of the capture that holds or does not. \`sharelab rubric facts\` lists all of them.
  - id: handshake
    type: fact
    title: The capture holds the full handshake
    points: 2
    fact: handshake.state
    is: full
    hint: Begin capturing before the viewer connects.

  # An answer of the sheet. The right value comes from the capture; units are read as people write them.
  - id: client_mss
    type: answer
    title: Which MSS does the client announce?
    points: 2
    needs: [handshake]
    kind: integer
    fact: handshake.syn.mss

  # Raw and relative numbers, where relative ones must say so.
  - id: client_isn
    type: answer
    title: What is the client's initial sequence number?
    points: 2
    kind: integer
    fact: handshake.syn.seq
    numbering: either
    relative_to: handshake.syn.seq
    misconceptions:
      - { id: relative-number, credit: 50 % }

  # A measured quantity with a tolerance, and packets as evidence.
  - id: initial_rtt
    type: answer
    title: How long is the initial round trip?
    points: 3
    fact: tcp.analysis.initial_rtt
    tolerance: { relative: 5 % }
    nearly: { relative: 20 %, credit: 50 % }
    evidence: { credit_without: 50 % }

  # Known wrong quantities get a hint of their own, and credit where you give some.
  - id: client_window
    type: answer
    title: What is the largest window that the client advertises?
    points: 3
    fact: window.max
    from: client
    misconceptions:
      - { id: unscaled-window, credit: 50 % }

  # Everything that belongs to it, in any order.
  - id: retransmissions
    type: set
    title: Which packets are retransmissions?
    points: 3
    packets_of: tcp.analysis.retransmission
    from: server

  # The more, the better.
  - id: frames
    type: threshold
    title: The session carries enough frames
    points: 3
    fact: frames.count
    least: 3
    full: 10

  # What only a person can judge: pending until it is marked (--marks marks.csv).
  - id: discussion
    type: manual
    title: Why does the window change as it does?
    points: 2
    question: discussion

  # A flag for you, hidden from students. Nothing is taken off.
  - id: captured_in_time
    type: authenticity
    title: The packets are of the days of the assignment
    captured: { after: 2026-02-20T00:00:00+01:00, before: due }

  # Points off.
  - id: renamed
    type: penalty
    title: The capture has the name that was asked for
    points: 0.5
    problem: CAPTURE_RENAMED
`;
