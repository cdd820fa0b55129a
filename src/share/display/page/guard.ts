/**
 * Who may have the page. It shows somebody's screen, and every program and every web site open on this machine can reach
 * 127.0.0.1: so the address holds a secret, and requests that a foreign page made the browser send are refused.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const TOKEN_BYTES = 24; // 192 bits
const HTTP_PORT = 80;

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** In a time that tells nothing of where they differ. */
export function sameToken(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(x!, y!);
}

/** @returns what is wrong with a request, or null; `acts`: whether it wants more than to look: a WebSocket, say */
export function refusal(request: IncomingMessage, port: number, acts: boolean): string | null {
  const { host, origin } = request.headers;
  // A name that was made to point here (DNS rebinding) stands in Host as what it is.
  if (host === undefined || !ownHosts(port).includes(host.toLowerCase()))
    return "The Host header names another server.";
  // A WebSocket is bound by no same-origin policy: only its Origin tells which page opened it.
  if (acts && origin === undefined) return "There is no Origin header.";
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`) return "Another site's page asks for this.";
  return foreign(request) ? "Another site's page asks for this." : null;
}

/** Following a link to the page is fine from anywhere: who has the link has the secret. */
function foreign({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  return headers["sec-fetch-mode"] !== "navigate" || headers["sec-fetch-dest"] !== "document";
}

function ownHosts(port: number): string[] {
  const names = ["127.0.0.1", "localhost"];
  return [...names.map((name) => `${name}:${port}`), ...(port === HTTP_PORT ? names : [])];
}

/**
 * @param host as it stands in the request, seen to be our own
 * @param fetches whether the page's scripts ask for more than WebSockets
 */
export function securityHeaders(host: string, fetches: boolean): Record<string, string> {
  const policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": `${fetches ? "'self' " : ""}ws://${host}`,
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  };
  return {
    "Content-Security-Policy": Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
  };
}
