/** What confuses students, explained in Turkish. */
export const explain = {
  "explain.relative.q": "Sıra numaraları neden 0'dan başlıyor?",
  "explain.relative.a":
    "TCP baytları sayar ve rastgele bir 32 bitlik sayıdan, başlangıç sıra numarasından başlar (RFC 9293 bölüm 3.4.1). Burada istemcininki {client}, sunucununki {server} idi. Wireshark bunu çıkarır; bu yüzden `tcp.seq` ve `tcp.ack` **görelidir**, teldeki numaralar `tcp.seq_raw` ve `tcp.ack_raw` alanlarındadır. SYN veri taşımasa da bir numara kullanır: ilk baytın Seq değerinin 1 olması bundandır. Değiştirmek için: Edit, Preferences, Protocols, TCP, Relative sequence numbers.",
  "explain.window.q": "Başlıkta {raw} yazıyor. Wireshark neden {window} diyor?",
  "explain.window.a":
    "Pencere alanı 16 bittir, yani en çok 65.535 olabilir. SYN'ler bir çarpan üzerinde anlaştı (RFC 7323): pencere = ham × ölçek, burada {raw} × {scale} = {window}. Ham değer `tcp.window_size_value`, çarpım `tcp.window_size` alanındadır. SYN'in kendi penceresi hiç çarpılmaz.",
  "explain.scale_unknown.q": "Pencere neden bilinmiyor?",
  "explain.scale_unknown.a":
    "Pencere ölçeğini yalnızca SYN'ler taşır ve bu yakalamada ikisi birden yok. Wireshark o zaman `tcp.window_size_scalefactor` için -1 (bilinmiyor) gösterir ve ham pencereyi gerçekmiş gibi yazar. Buradaki ham sayılar doğrudur; neyle çarpılacağını kimse söyleyemez. Yakalamayı program başlamadan önce başlatın.",
  "explain.offload.q": "Bir segment nasıl MTU'dan büyük olabilir?",
  "explain.offload.a":
    "Telde hiç öyle olmadı. Gönderen bilgisayar ağ kartına bir kerede 64 kB'ye kadar verir, kart bunu segmentlere böler (TSO); alan bilgisayarınki gelenleri birleştirir (GRO). Yakalama paketleri kartın üstünde görür. Burada {count} segment, {mss} olan MSS'ten büyük. Yakalamadan önce `ethtool -K eth0 tso off gso off gro off`, teldeki segmentleri gösterir.",
  "explain.no_offload.q": "Bu boylar ağ kartından kaynaklanıyor olabilir mi?",
  "explain.no_offload.a":
    "Burada değil: hiçbir segment MSS'ten büyük değil. Kartın segmentleri böldüğü (TSO) ya da birleştirdiği (GRO) yerde, aynı bilgisayardaki bir yakalama telde hiç olmamış, MTU'dan büyük segmentler gösterir.",
  "explain.offload_unknown.a":
    "Burada bilinemez: MSS'i taşıyan SYN'ler yakalamada yok. Kartın segmentleri böldüğü (TSO) ya da birleştirdiği (GRO) yerde, aynı bilgisayardaki bir yakalama telde hiç olmamış, MTU'dan büyük segmentler gösterir.",
  "explain.lengths.q": "Çerçeve uzunluğu, IP uzunluğu, TCP uzunluğu: hangisi hangisi?",
  "explain.lengths.a":
    "İç içedirler. Buradaki dolu bir segmentte: {length} veri (`tcp.len`) + {tcp} TCP başlığı (`tcp.hdr_len`: 20 ve {options} seçenek, yani zaman damgaları) + {ip} IP başlığı = {total} (MTU bunun içindir); + 14 Ethernet = {frame} (`frame.len`). Bildirilen MSS {mss}; her segmentin seçenekleri bundan düşer.",
  "explain.lengths_plain.a":
    "İç içedirler: veri (`tcp.len`) + TCP başlığı (`tcp.hdr_len`, 20 ve seçenekler: zaman damgalarıyla 12, yani çoğu kez 32) + IP başlığı (20, IPv6'da 40) = IP uzunluğu, MTU'nun sınırladığı budur; + 14 Ethernet = çerçeve uzunluğu (`frame.len`).",
  "explain.delayed.q": "Gecikmeli ACK nedir?",
  "explain.delayed.a":
    "Alıcının her segmenti onaylaması gerekmez: en az her ikinci dolu segmenti, hiçbirini de 0,5 s'den geç olmamak üzere (RFC 9293 bölüm 3.8.6.3). Yani iki segmente bir ACK olağandır. İkinci segment gelmezse ACK'i bir zamanlayıcı gönderir (Linux: 40 ms'den başlar). Burada tek bir segmentin ACK'i, en küçük gidiş-dönüşten 25 ms'den fazla geç gelirse gecikmeli sayılır.",
  "explain.psh.q": "PSH bir iletinin sonunu mu gösterir?",
  "explain.psh.a":
    "Hayır. PSH, alıcıdan elindekini teslim etmesini ister. Gönderen sistem bunu gönderme belleği boşalınca koyar; bu yüzden çoğu kez bir programın yazmasının bittiği yerde durur, ama her zaman değil: TCP bir bayt akışı taşır, ileti bilmez. Bir karenin nerede bittiğini yalnızca uzunluk alanı söyler.",
  "explain.sack_permitted.q": "SACK permitted neden iki SYN'de de var ve SACK'ler nerede?",
  "explain.sack_permitted.a":
    "Her taraf SYN'inde seçmeli onayları anladığını söyler (RFC 2018); ikisi de söylemelidir. Asıl seçenek (`tcp.options.sack`) sonra, yalnızca bir şey eksikken ACK'lerde gelir: boşluğun ardından hangi baytların ulaştığını söyler.",
  "explain.two_sides.q": "Öbür uçtaki yakalama neden başka gidiş-dönüş süreleri gösterir?",
  "explain.two_sides.a":
    "Bir yakalama kendi bulunduğu yerden ölçer. Gönderende bütün yolu gidiş ve dönüş olarak, bir de alıcının beklemesini görür. Alıcıda ise ACK, veri gelir gelmez çıkar: mikrosaniyeler. Burada SYN {syn} sonra, SYN, ACK {syn_ack} sonra yanıtlandı: {where}",
  "explain.two_sides.near_client": "yakalama istemciye daha yakın yapılmış.",
  "explain.two_sides.near_server": "yakalama sunucuya daha yakın yapılmış.",
  "explain.two_sides.middle": "yakalama iki uca da aşağı yukarı eşit uzaklıkta yapılmış ya da ikisi aynı bilgisayarda.",
  "explain.two_sides_plain.a":
    "Bir yakalama kendi bulunduğu yerden ölçer. Gönderende bütün yolu gidiş ve dönüş olarak, bir de alıcının beklemesini görür. Alıcıda ise ACK, veri gelir gelmez çıkar: mikrosaniyeler.",
  "explain.ewma.q": "Düzgün çizgi nedir?",
  "explain.ewma.a":
    "TCP gidiş-dönüş sürelerini yumuşatır: kestirim = 0.875 × kestirim + 0.125 × ölçüm (RFC 6298, SRTT; α = 0.125), yani üstel ağırlıklı hareketli ortalama. Göndericinin kendi kestirimi paketlerde yoktur; bu, burada görülen ölçümlerden hesaplandı.",
  "explain.ambiguous.q": "Bazı ölçümler neden sayılmıyor?",
  "explain.ambiguous.a":
    "Bir segment iki kez gönderilince ACK'in hangi kopyayı yanıtladığını kimse söyleyemez. Karn'ın algoritması (RFC 6298 bölüm 3) böyle ölçümleri dışarıda bırakır; Wireshark'ın `tcp.analysis.ack_rtt` alanı onları gösterir. Çizimde içleri boştur.",
  "explain.capacity.q": "Ağın hızı bu mu?",
  "explain.capacity.a":
    "Hayır. Bir paylaşım oturumu bir kare gönderir, sonrakini bekler, yeniden gönderir: {rate}, programın sunduğudur, yolun taşıyabileceği değil. Bir yolu ölçmek için onu doldurun: iperf3 bunu yapar.",
  "explain.capacity.held":
    "Hayır. Burada göndereni alıcının penceresi durdurdu: {rate}, alıcının aldığıdır, yolun taşıyabileceği değil. Bir yolu ölçmek için onu doldurun: iperf3 bunu yapar.",
  "explain.capacity.bursts": "Patlamalar daha çok şey söyler: en yoğun {interval} içinde hız {peak} idi.",
  "explain.goodput.q": "Aktarım hızı mı, yararlı hız mı?",
  "explain.goodput.a":
    "Aktarım hızı (throughput) görülen her veri baytını sayar, yararlı hız (goodput) akışın her baytını bir kez. Aradaki fark, birden çok gönderilen (ya da kaydedilen) baytlardır. İkisi de başlıkları saymaz.",
  "explain.cwnd.q": "Tıkanıklık penceresi nerede?",
  "explain.cwnd.a":
    "Telde değil. Gönderen onu kendine saklar, hiçbir başlık onu taşımaz. Görülebilen, yoldaki baytlardır: tıkanıklık penceresi ile alıcının penceresinden küçük olanı aşamazlar. Söyleyecek az şeyi olan bir gönderici ikisinin de altında kalır; burada kareler arasında olduğu gibi. Linux'ta `ss -ti`, göndericinin `cwnd` değerini gösterir.",
  "explain.dup.q": "Yinelenen bir ACK ne söyler?",
  "explain.dup.a":
    "Alıcı son Ack numarasını tekrarlar, çünkü sıradaki olmayan bir segment geldi: önünde bir şey eksik. Üç tanesi, göndericinin o segmenti zamanlayıcısını beklemeden hemen yeniden göndermesine yol açar (hızlı yeniden gönderim, RFC 5681 bölüm 3.2). Wireshark'ın işareti için 20 ms içinde iki tane yeter.",
  "explain.marks.q": "Bu rapor neden yalnızca Wireshark'ın işaretlerini saymıyor?",
  "explain.marks.a":
    "Wireshark sıra numaralarına ve zamana bakarak karar verir. Bir gidiş-dönüş içinde yeniden gönderilen bir segment `out_of_order`, iki kez kaydedilen bir paket `retransmission` işareti alır. Rapor işareti gösterir ve ne olduğunu elle denetlenebilen bir kuralla söyler (IPv4'te paketlerin hangi sırayla gönderildiğini Identification alanı gösterir).",
  "explain.frames.q": "Kareler bir bayt akışında nasıl bulunur?",
  "explain.frames.a":
    "Her kare bir N baytıyla başlar, sonra N baytlık L uzunluğu (big-endian), sonra L bayt zlib gelir. Bir kare birçok segmenti doldurur; bir segment bir kareyi bitirip sonrakini başlatabilir. Oran, ham bayt / sıkıştırılmış bayttır; ham boy telde yoktur, ancak kare açılınca bilinir.",
  "explain.frames.pickle":
    "Her kare L boyuyla başlar: 8 bayt (little-endian, Python `struct` modülünün `Q` yazdığı gibi), ya da 4 bayt, ya da ters sırada; sonra görüntüyü numpy dizisi olarak tutan L baytlık bir pickle gelir: yükseklik × genişlik × 3 bayt, mavi, yeşil, kırmızı. Boyutunu kendisi söyler ve hiçbir şey sıkıştırılmamıştır, bu yüzden oran yaklaşık 1'dir. Bir kare birçok segmenti doldurur; bir segment bir kareyi bitirip sonrakini başlatabilir. Pickle yalnızca okunur, hiç çalıştırılmaz.",
  "explain.steps.q": "Bu çizimi nasıl okurum?",
  "explain.stevens.a":
    "Her nokta bir segmenttir: ne zaman gönderildiği ve ilk baytının numarası. Ne kadar dikse o kadar hızlı. Yatay bir parça moladır: programın gönderecek şeyi yoktu ya da beklemek zorundaydı. Öncekilerin altında kalan bir nokta, yeniden gönderilen bir segmenttir.",
  "explain.tcptrace.a":
    "Her dik çizgi bir segmenttir, ilk baytından son baytına. Alttaki basamaklı çizgi alıcının ACK'idir: altındaki her şey ulaşmıştır. Üstteki kesikli çizgi bu ACK artı penceredir: ötesine bir şey gönderilemez. ACK çizgisinden dik çizgilere kadar olan uzaklık yolda olandır. Wireshark'ta: Statistics, TCP Stream Graphs, Time Sequence (tcptrace).",
} as const;
