/** Chats and files, in Turkish. */
export const messages = {
  "section.chat": "Sohbet",
  "section.files": "Dosyalar",
  "facts.section.chat": "Sohbet",
  "facts.section.files": "Dosyalar",

  "sum.chat": "{name} adlı kişinin katıldığı bir sohbet: {sent} ileti gönderildi, herkesten {heard} ileti duyuldu.",
  "sum.chat_nameless":
    "Bir sohbet: istemci {sent} ileti gönderdi, herkesten {heard} ileti duyuldu. İstemcinin adı yakalamada yok.",
  "sum.chat_unframed":
    "{several} ileti birden çok segment kaplıyor, {inside} ileti bir segmentin içinde başlıyor: sohbette çerçeveleme yok.",
  "sum.file_get": "İstemci {name} dosyasını aldı: yakalanan {bytes}.",
  "sum.file_put": "İstemci {name} dosyasını gönderdi: yakalanan {bytes}.",
  "sum.file_none": "İstemci {name} dosyasını istedi. Sunucu böyle bir dosya olmadığını söylüyor.",
  "sum.file_refused": "İstemci {name} dosyasını göndermek istedi. Sunucu almadı.",
  "sum.file_untold": "Bir dosya istendi, ama baytları ayırt edilemiyor.",
  "sum.file_partial": "Dosya eksik: {why}.",

  "chat.intro":
    "Bu sohbetin iletilerini hiçbir şey çerçevelemez: bir ileti çoğunlukla bir segment olarak gelir. Bir iletinin sonraki segmentte sürdüğü ya da bir segmentin içinde başladığı anlaşılabiliyorsa yanında bir not durur.",
  "chat.desc": "Yakalamanın gösterdiği konuşma, söylendiği sırayla.",
  "chat.more": "{count} iletinin ilk {shown} tanesi. `--csv DIR` ve `--extract DIR` hepsini yazar.",
  "chat.people": "Geçen adlar: {names}",
  "chat.server": "Sunucu",
  "chat.client": "İstemci",
  "chat.binary": "metin olmayan {bytes}",
  "chat.shortened": "kısaltıldı, tümü {bytes}",
  "chat.several_sure": "{segments} segmentte: ilki bir karakterin içinde bitiyor",
  "chat.several": "{segments} segmentte: ilki olabilecek en büyük boyda",
  "chat.inside": "bir segmentin içinde başlıyor; bilinen bir ad ya da sözcükten çıkarıldı",
  "chat.after_hole": "önündeki baytlar yakalamada yok",
  "chat.missing": "{bytes} yakalamada yok",
  "chat.pattern": "kimin sözü olduğu yalnızca iki noktadan anlaşılıyor",
  "chat.passed_one": "{packet}. pakette herkese iletildi",
  "chat.passed_several": "sunucu bunu birkaç ileti saydı, ilki {packet}. pakette",
  "chat.passed_together": "sunucu bunu komşusuyla birlikte tek ileti saydı, {packet}. pakette",

  "files.desc":
    "Hatta bir uzunluk yoktur: dosya, bağlantının bittiği yerde biter. Gönderenin erken bırakıp düzgün kapattığı anlaşılamaz.",
  "files.get": "alındı",
  "files.put": "gönderildi",
  "files.whole": "eksiksiz",
  "files.partial": "eksik",
  "files.guessed": "Adın nerede bittiği bir tahmindir: ad ve baytlar tek segmentte geldi.",
  "col.file": "Dosya",
  "col.direction": "Alındı ya da gönderildi",
  "col.answer": "Yanıt",
  "col.sha256": "SHA-256",
  "col.duration": "Süre",
} as const;
