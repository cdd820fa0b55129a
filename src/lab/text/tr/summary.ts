/** The summary, in Turkish. */
export const summary = {
  "sum.handshake": "{client} (istemci), {server} (sunucu) ile bağlantı kurdu. El sıkışma eksiksiz ve {rtt} sürdü.",
  "sum.handshake_untimed": "{client} (istemci), {server} (sunucu) ile bağlantı kurdu. El sıkışma eksiksiz.",
  "sum.handshake_partial":
    "{client} (istemci), {server} (sunucu) ile bağlantı kurdu, ama el sıkışmanın yalnızca bir bölümü yakalandı.",
  "sum.handshake_missing":
    "Yakalama, {client} ile {server} arasındaki el sıkışmadan sonra başlıyor: yalnızca iki SYN'in söylediği şeyler (seçenekler, pencere ölçeği) bilinmiyor.",
  "sum.sent": "Gönderen {side}: {segments} veri segmentinde {bytes}, ortalama {rate}.",
  "sum.sent_once": "Gönderen {side}: {segments} veri segmentinde {bytes}.",
  "sum.no_data": "Hiçbir taraf veri göndermedi.",
  "sum.frames": "{count} kare eksiksiz, hız {fps}, sıkıştırma {ratio} : 1.",
  "sum.frames_same": "{count} kare eksiksiz, hız {fps}; hiçbir şey sıkıştırılmamış.",
  "sum.frames_plain": "{count} kare eksiksiz.",
  "sum.frames_incomplete": "{count} kare eksik: yarıda kesilmiş ya da okunamıyor.",
  "sum.no_frames": "Hiç kare tanınmadı: {why}.",
  "sum.no_loss": "Hiçbir şeyin yeniden gönderilmesi gerekmedi: {segments} veri segmentinde yeniden gönderim yok.",
  "sum.resent":
    "{segments} veri segmentinden {count} tanesi ({share}) yeniden gönderildi. Her biri aşağıda anlatılıyor.",
  "sum.overtaken": "{count} segment geç geldi: yolda başkaları onları geçti, ama bu durumlarda hiçbir şey kaybolmadı.",
  "sum.misled": "{count} pakette Wireshark'ın işareti, gerçekte olandan başka bir şey söylüyor.",
  "sum.copies":
    "{count} paket iki kez kaydedilmiş ya da iki kez ulaşmış. Wireshark böyle bir kopyayı yeniden gönderim sanır; oysa hiçbir şey yeniden gönderilmedi.",
  "sum.window_ok": "Alıcıda her zaman yer vardı: penceresi hiç {window} altına düşmedi ve yolda en çok {flight} vardı.",
  "sum.window_small": "Alıcının penceresi hiç kapanmadı; en küçüğü {window} idi.",
  "sum.window_zero":
    "Alıcının penceresi kapandı: {count} paket 0 pencere bildiriyor. Karşıdaki program yeterince hızlı okumadı ve gönderen beklemek zorunda kaldı.",
  "sum.window_full":
    "{count} segment alıcının penceresini sonuna kadar dolduruyor: o zaman hızı ağ değil, alıcı belirler.",
  "sum.rtt": "Yakalama noktasından bakınca veriler {median} sonra onaylandı (ortanca; {min} ile {max} arası).",
  "sum.offload":
    "{count} segment MSS'ten büyük: yakalama, segmentleri bölen ya da birleştiren ağ kartının üstünde yapılmış (offload).",
  "sum.missing": "Akışın {bytes} kadarı yakalama dosyasında yok.",
  "sum.cut": "Yakalama dosyasında {count} paketin yalnızca başı var (snaplen).",
  "sum.close_fin": "İki taraf da FIN ile düzgünce kapattı.",
  "sum.close_reset":
    "Bağlantı bir sıfırlama (RST) ile bitti: taraflardan biri bağlantıyı birden bıraktı. Veri hâlâ gelirken kapatılan bir izleyici bunu yapar.",
  "sum.close_open": "Yakalama bittiğinde bağlantı hâlâ açık.",
  "sum.error": "Dosya hasarlı: {message} Hasardan önceki her şey raporlandı.",
  "sum.empty": "Raporlanacak akış yok: nedenini aşağıdaki uyarılar söylüyor.",
  "sum.warnings": "Yakalama hakkında {count} uyarı var.",
} as const;
