/** Plots, in Turkish. */
export const plots = {
  "axis.time": "akışın ilk paketinden bu yana saniye",
  "axis.seq": "göreli sıra numarası (bayt)",
  "axis.rate": "saniyedeki veri",
  "axis.rtt": "gidiş-dönüş, ms",
  "axis.rtt_sqrt": "gidiş-dönüş, ms (karekök ölçek)",
  "axis.bytes": "bayt",
  "axis.size": "bir segmentin verisi, bayt",
  "axis.count": "segment",
  "axis.count_sqrt": "segment (karekök ölçek)",
  "axis.acks": "ACK",
  "axis.acks_sqrt": "ACK (karekök ölçek)",
  "axis.acked": "bir kerede onaylanan veri segmentleri",
  "axis.compressed": "sıkıştırılmış boy, bayt",
  "axis.frame_size": "boy, bayt",
  "axis.ratio": "oran",
  "axis.fps": "kare/s",
  "axis.segments": "kare başına segment",

  "plot.thinned":
    "{points} değerden çizildi: aynı piksel sütununa düşenler en küçük ve en büyük değerleriyle gösterilir.",
  "plot.marks_thinned":
    "{count} olay birbirine çok yakın: bir işaret birkaçının yerine geçebilir, fare üzerinde durunca bunu söyler.",
  "plot.series_thinned":
    "Yakalama, her paketi tutmak için çok uzun: {every} paketten biri çizildi; işaretli olanların, yeniden gönderilenlerin, bağlantıyı açıp kapatanların ise hepsi.",
  "plot.no_series": "Çizilecek paket yok.",
  "plot.bins": "İlk veri segmentinden başlayarak {interval} aralıklarla toplandı.",

  "stevens.title": "Zaman–sıra numarası çizimi (Stevens)",
  "stevens.takeaway": "{time} içinde {bytes} gönderildi ve hiçbir segment iki kez gönderilmedi.",
  "stevens.takeaway_loss": "{time} içinde {bytes} gönderildi; {count} segment yeniden gönderildi.",
  "stevens.desc":
    "Yatayda zaman, düşeyde her segmentin ilk baytının sıra numarası; gönderen {side}. {first} değerinden {last} değerine yükselir.",
  "stevens.data": "segment",
  "tcptrace.title": "Segmentler, ACK'ler ve pencere (tcptrace çizimi)",
  "tcptrace.takeaway": "Yolda aynı anda en çok {flight} vardı, paket {packet} ile.",
  "tcptrace.takeaway_unknown": "ACK çizgisi segmentleri izler; aradaki boşluk yolda olandır.",
  "tcptrace.desc":
    "Yatayda zaman, düşeyde sıra numaraları; gönderen {side}: segmentler kısa çizgiler, karşı tarafın ACK'leri altta basamaklı çizgi, ACK artı pencere üstte kesikli çizgi.",
  "tcptrace.zoom_title": "Yakından: ilk {what}",
  "tcptrace.zoom_what_frame": "kare",
  "tcptrace.zoom_what_time": "{time}",
  "tcptrace.zoom_takeaway": "{time} içinde {segments} segment, {acks} ACK ile yanıtlandı.",
  "tcptrace.data": "segment, ilk bayttan sonuncuya",
  "tcptrace.resent": "yeniden gönderildi",
  "tcptrace.late": "geç geldi: yolda geçildi",
  "tcptrace.copy": "başka bir paketin kopyası",
  "tcptrace.ack": "ACK çizgisi",
  "tcptrace.window": "ACK + pencere",
  "tcptrace.sack": "SACK bloğu",
  "tcptrace.dup": "yinelenen ACK",
  "tcptrace.zero": "pencere 0",
  "tcptrace.window_above":
    "Pencerenin sonu (ACK + pencere) çizimin üstünde kalıyor: kullanılandan çok daha fazla yer var.",
  "legend.counted": "{label} ({count})",

  "rate.title": "Zaman içinde aktarım hızı ve yararlı hız",
  "rate.takeaway": "Ortalama {mean}.",
  "rate.takeaway_peak": "Ortalama {mean}, en yoğun {interval} içinde {peak}.",
  "rate.once": "Her bayt yakalamada bir kez var.",
  "rate.again": "Yakalamada birden çok bulunanlar sayılmazsa ortalama {goodput}.",
  "rate.takeaway_unknown": "Hız söylemek için çok kısa: {why}.",
  "rate.desc":
    "Yatayda zaman, düşeyde saniyedeki veri; gönderen {side}; {interval} basamaklar: aktarım hızı çizgi, yararlı hız dolu alan.",
  "rate.throughput": "aktarım hızı, bütün veriler",
  "rate.goodput": "yararlı hız, her bayt bir kez",
  "rate.mean": "ortalama {rate}",
  "rate.no_mean":
    "Ortalama, ilk veri segmentinden sonuncusuna kadar geçen {time} içindir. {interval} uzunluğundaki aralıklar bunun ötesine uzanır; bu yüzden hiçbiri ortalamaya ulaşmaz ve ortalama burada çizilmez.",

  "rtt.title": "Zaman içinde gidiş-dönüş süreleri",
  "rtt.takeaway": "{samples} ölçüm: yarısı en çok {median}, en uzunu {max} (paket {packet}).",
  "rtt.takeaway_none": "Hiçbir gidiş-dönüş ölçülemedi: {why}.",
  "rtt.desc":
    "Yatayda zaman, düşeyde gidiş-dönüş; veriyi gönderen {side}: {samples} kesin ölçüm nokta, {ambiguous} belirsiz ölçüm boş daire, hareketli ortalamaları {ewma} ile biten bir çizgi.",
  "rtt.sample": "ölçüm",
  "rtt.ambiguous": "belirsiz: iki kez gönderilen bir segmenti kapsıyor",
  "rtt.ewma": "hareketli ortalama (α = 0.125)",

  "window.title": "Bildirilen pencere ve yoldaki baytlar",
  "window.takeaway_ok": "{window} pencerenin en çok {flight} kadarı kullanıldı: alıcı göndereni hiç durdurmadı.",
  "window.takeaway_full":
    "{full} segment pencereyi sonuna kadar dolduruyor ve {zero} paket 0 pencere bildiriyor: alıcı göndereni durdurdu.",
  "window.takeaway_unknown": "Pencerenin ölçeği bilinmiyor, bu yüzden ne kadar yer olduğu söylenemez.",
  "window.desc":
    "Yatayda zaman, düşeyde bayt: alıcının ({receiver}) bildirdiği pencere kesikli çizgi, göndericinin ({side}) yoldaki baytları dolu alan.",
  "window.window": "alıcının penceresi",
  "window.flight": "yoldaki baytlar",
  "window.zero": "pencere 0",
  "window.full": "pencere dolu",
  "window.stalls": "Pencere kapalıyken",
  "window.stall": "{time} anında {receiver} 0 pencere bildirdi (paket {packet}). {probes} {open}",
  "window.stall_probes": "Gönderen, yeniden yer var mı diye {count} kez sordu (paketler {packets}).",
  "window.stall_open": "Paket {packet}, {time} sonra {window} ile açtı.",
  "window.stall_never": "Yakalama içinde bir daha açılmadı.",

  "sizes.title": "Segmentler ne kadar büyük",
  "sizes.takeaway": "{segments} segmentten {count} tanesi ({share}) en sık görülen boyda, {size}.",
  "sizes.takeaway_mss": "{segments} segmentten {count} tanesi ({share}) en sık görülen boyda, {size}; MSS {mss}.",
  "sizes.desc": "Yatayda boylar, düşeyde segment sayısı; gönderen {side}. {bars}",
  "sizes.bar": "MSS'e kadar",
  "sizes.over": "MSS'ten büyük (offload)",
  "sizes.mss": "MSS {mss}",
  "sizes.bins": "Her çubuk {width} içindeki boyları sayar; tabloda her boy var.",

  "acks.title": "Bir ACK kaç segmenti onaylıyor",
  "acks.takeaway":
    "Yeni veri onaylayan {of_data} ACK'ten {every_second} tanesi tam iki segmenti onaylıyor; {delayed} tanesi bir zamanlayıcıdan, {stretch} tanesi stretch ACK.",
  "acks.takeaway_none": "Yeni veri onaylayan salt ACK yakalanmadı.",
  "acks.desc": "Yatayda veri segmenti sayısı, düşeyde ACK sayısı; ACK'leri gönderen {receiver}. {bars}",
  "acks.more": "{count} ve üstü",

  "frames.title": "Tek tek kareler",
  "frames.takeaway":
    "{fps} hızla {count} eksiksiz kare, her biri {segments} segmentte (ortanca); {ratio} kat sıkıştırılmış (ortanca).",
  "frames.takeaway_same":
    "{fps} hızla {count} eksiksiz kare, her biri {segments} segmentte (ortanca); hiçbir şey sıkıştırılmamış.",
  "frames.takeaway_plain": "{fps} hızla {count} eksiksiz kare, her biri {segments} segmentte (ortanca).",
  "frames.desc":
    "Aynı zaman üzerinde dört çizim: her karenin sıkıştırılmış boyu, oranı, saniyedeki kareler ve segmentleri; toplam {count} kare.",
  "frames.desc_same":
    "Aynı zaman üzerinde üç bölüm: her karenin boyu, saniyedeki kareler ve segmentler; toplam {count} kare.",
  "frames.whole": "eksiksiz kare",
  "frames.incomplete": "eksik kare",
  "frames.per_second": "saniyedeki eksiksiz kareler",
  "frames.thumbs": "Görüntülerden bazıları",
  "frames.thumb_alt": "Kare {index}, {width} × {height} piksel, küçültülmüş",
  "frames.thumb_caption": "Kare {index}, {time} anında tamam (paket {packet})",
  "frames.thumbs_none": "Görüntüler gösterilmiyor: {why}.",
  "frames.why_none": "Kare yok: {why}.",
  "frames.why_size": "görüntünün genişliği bilinmiyor; `--size WxH` bunu verir",
  "frames.why_large": "yakalama okunurken saklanamayacak kadar büyükler",
  "frames.why_redacted": "raporun kişisel bilgileri çıkarılmış",
} as const;
