/** The classic questions, in Turkish. */
export const questions = {
  "q.intro":
    "İlk TCP laboratuvarının sordukları, bu oturum için yanıtlandı. Sayılar raporun kendi sayıları; her yanıt Wireshark'ta nereye bakılacağını söyler.",
  "q.ends.q": "İki uç hangi IP adreslerini ve TCP portlarını kullanıyor?",
  "q.ends.a":
    "İstemci {client}, sunucu {server}. İstemci, SYN'i gönderen taraftır; portunu kendi sistemi seçti, sunucununki ise programın dinlediği porttur.",
  "q.ends.no_syn": "SYN yakalanmadı: istemcinin hangisi olduğu port numaralarından anlaşıldı.",
  "q.syn.q": "SYN'in sıra numarası nedir ve segmenti SYN yapan nedir?",
  "q.syn.a":
    "Ham {raw}, göreli 0, paket {packet}. Onu SYN yapan, başlıktaki bayraklarda SYN bitinin açık (`tcp.flags.syn == 1`), ACK bitinin kapalı olmasıdır. Başka hiçbir şey değil: ne numarası ne de veri taşımaması.",
  "q.syn.unknown": "SYN yakalanmadı.",
  "q.synack.q": "SYN, ACK'in numaraları nedir, Ack numarası nasıl bulundu ve onu SYN, ACK yapan nedir?",
  "q.synack.a":
    "Paket {packet}: Seq ham {seq} (göreli 0), Ack ham {ack} (göreli 1). Ack, SYN'in numarasının bir fazlasıdır, çünkü SYN bir numara kullanır: sunucu artık bir sonrakini bekliyor. SYN ve ACK bitlerinin ikisi de açık.",
  "q.synack.unknown": "SYN, ACK yakalanmadı.",
  "q.first.q":
    "İlk veri segmentleri: ne zaman gönderildiler, ne zaman onaylandılar, gidiş-dönüş süreleri ve her birinden sonraki kestirim nedir?",
  "q.first.a":
    "Kestirim: önce ilk ölçümün kendisi, sonra 0.875 × kestirim + 0.125 × ölçüm (α = 0.125). ACK'ini sonraki bir segmentle paylaşan segmentin kendi ölçümü yoktur.",
  "q.first.none": "Yakalamada veri segmenti yok.",
  "q.first.shared": "kendi ölçümü yok",
  "q.first.no_ack": "ACK yakalanmadı",
  "q.lengths.q": "İlk veri segmentleri ne kadar uzun?",
  "q.lengths.a": "Sırasıyla: {lengths}.",
  "q.lengths.one_byte":
    "İlki tek bir bayt taşıyor: Python paylaşıcısı N baytını, uzunluğu ve görüntüyü üç ayrı çağrıyla yazar ve TCP ilkini hemen gönderir.",
  "q.window.q": "Alıcının bildirdiği en küçük pencere nedir ve gönderen hiç bu yüzden durdu mu?",
  "q.window.a": "{window} (ham {raw} × ölçek {scale}), paket {packet}.",
  "q.window.raw_only": "Ham {raw}; ölçek bilinmediği için bayt sayısı da bilinmiyor.",
  "q.window.unknown": "Bilinmiyor: {why}.",
  "q.window.never":
    "Gönderen hiç durdurulmadı: yolda en çok {flight} vardı ve hiçbir paket `tcp.analysis.window_full` ya da `tcp.analysis.zero_window` işareti taşımıyor.",
  "q.window.held": "Evet: {full} segment pencereyi sonuna kadar doldurdu ve {zero} paket 0 pencere bildirdi.",
  "q.window.untold": "Göndereni durdurup durdurmadığı bilinmiyor: {why}.",
  "q.resent.q": "Yeniden gönderilen segment var mı ve nasıl anlaşılır?",
  "q.resent.no":
    "Hayır. Her veri segmentinin Seq değeri öncekilerin hepsinden büyük: `tcp.seq` sütununa göre sıralayın ya da zaman–sıra numarası çizimine bakın; hiçbir nokta öncekinin altında değil.",
  "q.resent.none": "Hayır: hiçbir bayt yeniden gönderilmedi.",
  "q.resent.copies":
    "{count} paket aynı IP kimliğiyle bir Seq değerini tekrarlıyor ({packets}): iki kez kaydedilmiş ya da iletilmiş, iki kez gönderilmemiş.",
  "q.resent.overtaken": "{count} segment geç geliyor ({packets}): yolda geçilmiş.",
  "q.resent.some": "Evet, {count} segment: {packets}.",
  "q.resent.earlier":
    "Bunların {count} tanesi ({packets}) için aynı Seq, aynı tarafın daha önceki bir paketinde başka bir IP kimliğiyle duruyor.",
  "q.resent.later":
    "Bunların {count} tanesinin ({packets}) ilk kopyası bu yakalamada daha sonra geliyor: yeniden gönderilen onu geçmiş.",
  "q.resent.unseen":
    "Bunların {count} tanesinin ({packets}) ilk kopyası bu yakalamada yok: ondan önce kaybolmuş; bıraktığı boşluk ve yinelenen ACK'ler bunu gösteriyor.",
  "q.resent.yes":
    "Evet, {count} segment: {packets}. Aynı Seq, aynı tarafın daha önceki bir paketinde başka bir IP kimliğiyle duruyor.",
  "q.resent.yes_unseen":
    "Evet, {count} segment: {packets}. İlk kopyaları bu yakalamada yok: ondan önce kaybolmuşlar; bıraktıkları boşluk ve yinelenen ACK'ler bunu gösteriyor.",
  "q.acks.q": "Bir ACK genellikle ne kadar veri onaylıyor? Alıcı her ikinci segmenti mi onaylıyor?",
  "q.acks.a":
    "{bytes} (ortanca), ortalama {per_ack} segment. Yeni veri onaylayan {of_data} ACK'ten {every_second} tanesi tam iki segmenti onaylıyor.",
  "q.acks.unknown": "Bilinmiyor: {why}.",
  "q.throughput.q": "Aktarım hızı nedir ve nasıl hesaplandı?",
  "q.throughput.a":
    "{mean}: 8 × {bytes} veri / {seconds}; ilk veri segmentinden (paket {first}) sonuncusuna (paket {last}) kadar. Başlıklar sayılmadı; onları saymak ya da başka bir süre almak başka bir sayı verir, bu yüzden hangisi olduğunu hep söyleyin.",
  "q.throughput.unknown": "Bilinmiyor: {why}.",
} as const;
