/** The handshake as a diagram, and its options, in Turkish. */
export const handshake = {
  "hs.title": "Paket paket el sıkışma",
  "hs.takeaway":
    "Üç paket, ilkinden sonuncusuna {rtt}: artık iki taraf da birbirinin ilk numarasını ve seçeneklerini biliyor.",
  "hs.takeaway_untimed": "Üç paket: artık iki taraf da birbirinin ilk numarasını ve seçeneklerini biliyor.",
  "hs.partial": "El sıkışmanın yalnızca bir bölümü yakalandı; eksik olan gösterilmiyor.",
  "hs.missing":
    "El sıkışma yakalama dosyasında yok: {why}. Yalnızca iki SYN'in söylediği şeyler bilinmiyor: seçenekler ve pencerelerin ölçeği.",
  "hs.desc": "Solda istemci, sağda sunucu olan bir sıralama şeması. {steps}",
  "hs.step_desc": "Paket {packet}, gönderen {from}: {label}.",
  "hs.end_title": "Bitiş",
  "hs.end_fin": "Düzgünce kapandı: her taraf söyleyecek sözü kalmayınca bir FIN gönderir (paketler {packets}).",
  "hs.end_reset": "Bir sıfırlama, RST, ile bitti (paketler {packets}). Artık veri beklenmez; yolda olan yitirilir.",
  "hs.end_open": "Yakalama içinde kapanmadı.",
  "hs.completeness": "`tcp.completeness` değeri {value}: {parts}.",
  "hs.options_title": "İki SYN'in üzerinde anlaştıkları",
  "hs.opt.seq": "Başlangıç sıra numarası",
  "hs.opt.seq.mean":
    "Her taraf rastgele seçer; göreli numarası 0'dır. Bu numarayı SYN'in kendisi kullanır, bu yüzden ilk veri baytı 1 numaradır.",
  "hs.opt.window": "Pencere",
  "hs.opt.window.mean": "Her tarafın başlangıçta ne kadar alabileceği. SYN içinde hiç çarpılmaz.",
  "hs.opt.mss": "En büyük segment boyu (MSS)",
  "hs.opt.mss.mean":
    "Her tarafın bir segmentte almak istediği en büyük veri, seçenekler sayılmadan. Her taraf kendininkini bildirir; pazarlık yoktur.",
  "hs.opt.mss.here": "Bunun izin verdiği en büyük IP paketi: {sums}.",
  "hs.opt.mss.sum": "{mss} + {ip} (IP) + {tcp} (TCP) = {packet}",
  "hs.opt.window_shift": "Pencere ölçeği",
  "hs.opt.window_shift.mean":
    "Bu tarafın pencereleri sonraki her pakette 2 üzeri bu sayı ile çarpılır. Yalnızca iki SYN'de de varsa geçerlidir (RFC 7323).",
  "hs.opt.sack_permitted": "SACK permitted",
  "hs.opt.sack_permitted.mean": "Bu taraf seçmeli onayları anlar (RFC 2018). Yalnızca ikisi de söylerse kullanılır.",
  "hs.opt.timestamps": "Zaman damgaları",
  "hs.opt.timestamps.mean":
    "Her segment iki saatin değerini taşır (RFC 7323), gidiş-dönüşü ölçmek için. Yalnızca iki SYN'de de varsa geçerlidir.",
  "hs.opt.timestamps.here":
    "Her başlıkta {option} bayt tutar: {tcp} yerine {stamped} bayt, {mss} yerine {data} bayt veri.",
  "hs.opt.none": "seçenek yok",
  "hs.opt.shift": "{shift}, yani × {factor}",
  "hs.not_captured": "yakalanmadı",
} as const;
