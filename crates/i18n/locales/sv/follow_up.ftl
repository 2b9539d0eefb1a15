# Follow-up: figures over many cases.
menu-follow-up = Statistik
figures-save-as = Spara som
hint-table = tabell
access-follow-up = Såg ärendet bakom en siffra

# Weekend stays (definition 8).
stays-title = Kvar över helgen
# dynamic: stays-is-*
stays-is-V1 = Utskrivningsklara måndag–fredag som skrivs ut först veckan efter eller senare
stays-is-V2 = Någon gång utskrivningsklara på en vardag, även om meddelandet kom en helg, och utskrivna en senare vecka
stays-is-V3 = Utskrivningsklara måndag–fredag som skrivs ut en senare vecka, där kommunen också blev klar först en senare vecka
stays-is-V4 = Minst två lediga dagar i följd mellan utskrivningsklar och utskriven
# dynamic: stays-variant-*
stays-variant = Räknesätt
stays-variant-V1 = V1 Definitionen
stays-variant-V2 = V2 Någon gång
stays-variant-V3 = V3 Strikt
stays-variant-V4 = V4 Ledighet
stays-definition = Kvar över helgen, version { $version } ({ $variant }) · läget { $time } · revision { $revision }
stays-version = version { $version } ({ $variant })
stays-unclear = En del av urvalet i adressen gick inte att läsa och är utelämnat. Välj på nytt och tryck Visa.
stays-filters = Urval
stays-copy = Kopiera länk till urvalet
stays-copied = Länken är kopierad
stays-file-csv = Hämta CSV
stays-file-json = JSON
stays-file-pdf = PDF
stays-file-xlsx = XLSX
stays-file-svg = Diagram
stays-period = Period
stays-ward = Avdelning
stays-municipality = Kommun
stays-cause = Orsak
stays-compare = Jämför med
stays-compare-before = { $n ->
    [one] Föregående månad
   *[other] Föregående { $n } månader
}
stays-compare-year = Samma månader året före
stays-compare-none = Ingen jämförelse
stays-all-wards = { $n ->
    [one] Alla ({ $n } avdelning)
   *[other] Alla { $n } avdelningar
}
stays-all-municipalities = { $n ->
    [one] Alla ({ $n } kommun)
   *[other] Alla { $n } kommuner
}
stays-all-causes = Alla orsaker
# dynamic: cause-*
cause-short_term_place = Väntar på korttidsplats
cause-safe_homecoming = Väntar på trygg hemgång
cause-aids = Väntar på hjälpmedel
cause-sip_late = SIP startades sent
cause-services_after_sip = Insatser planerades efter SIP
cause-medical = Medicinsk orsak, ska vara kvar
cause-other = Annan orsak
cause-medical-or-other = Medicinsk eller annan orsak

# Key figures.
stays-in-month = Kvar över helgen, { $month }
stays-persons = personer
stays-fewer = { $n } färre än i { $month }
stays-more = { $n } fler än i { $month }
stays-as-many = Lika många som i { $month }
stays-share-of-ready = Andel av utskrivningsklara
stays-share-of-chains = Andel av alla vårdkedjor
stays-of-all-chains = Andel av alla vårdkedjor: { $share }
stays-months = { $n ->
    [one] { $n } månad
   *[other] { $n } månader
}
stays-compared = { $period }: { $value }
stays-average = Snitt per månad
stays-whole-months = { $n ->
    [0] Ingen hel månad i perioden
    [one] Räknat på { $n } hel månad
   *[other] Räknat på { $n } hela månader
}
stays-most-common-cause = Vanligaste orsak
stays-n-of-all = { $n } av { $all } vårdkedjor

# Diagram and tables.
stays-by-month = Per månad och orsak
stays-show-as = Visa som
stays-diagram = Diagram
stays-table = Tabell
stays-table-label = Tabell per månad och orsak
stays-sum = Summa
stays-chart-title = Kvar över helgen per månad och orsak
stays-chart-text = Staplar för { $period }. Högst i { $most_month } med { $most }, lägst hela månad i { $least_month } med { $least }. Samma siffror finns i tabellen.
stays-chart-none = Staplar för { $period }. Ingen hel månad med en siffra att visa. Samma siffror finns i tabellen.
stays-mean = snitt { $n }
stays-causes = { $n ->
    [one] Orsaker, { $n } månad
   *[other] Orsaker, { $n } månader
}
stays-hidden = <5*
stays-hidden-cause = Orsak som inte visas
stays-hidden-text = <5*: färre än fem personer, eller ett tal som inte visas för att ett sådant annars gick att räkna fram.
stays-own-text = Alla tal visas: urvalet är er egen verksamhets ärenden. Dela dem inte utanför parterna.
stays-running = * { $month } pågår, siffror till och med { $time }. Månaden räknas inte in i snittet.
stays-of-them = Av dem som var kvar
stays-of-them-ready = Kommunklar före helgen
stays-of-them-not-ready = Inte kommunklar före helgen
stays-of-them-still = Ännu kvar
stays-of-them-should = Ska vara kvar av medicinsk orsak
stays-of-them-could = Kunde ha gått hem
stays-of-them-overridden = Orsak ändrad av personal
stays-deceased = Avlidna, räknas aldrig som kvar
stays-all = Alla kvar över helgen
stays-everybody = Alla
stays-chains = Alla vårdkedjor
stays-ready = Klara mån–fre
stays-stayed = Kvar över helg
stays-share = Andel
stays-share-of-all = Av alla
stays-bar = Stapel
stays-scale = 0–{ $top }, streck = alla { $all }
stays-scale-alone = 0–{ $top }
stays-by-ward = Per avdelning
stays-by-municipality = Per kommun
stays-wards = { $n ->
    [one] { $n } avdelning
   *[other] { $n } avdelningar
}
stays-municipalities = { $n ->
    [one] { $n } kommun
   *[other] alla { $n }
}
stays-others = Övriga och okänd kommun
stays-how = Så räknas siffrorna
stays-how-time = Tiden är den då meddelandet om utskrivningsklar skickades, inte då det registrerades. Det meddelande räknas som stod sist. Flytt till annan avdelning är inte utskrivning. Den som inte har skrivits ut är kvar från måndag klockan 00:00 veckan efter. Avlidna räknas bland vårdkedjorna men aldrig som kvar.
stays-how-denominators = Andel av utskrivningsklara är av dem som blev klara måndag–fredag (V2 och V4: av alla som blev klara). Andel av alla vårdkedjor är av alla som inte är makulerade. Månad, avdelning och kommun är de som gällde när meddelandet skickades.
stays-how-causes = Orsaken härleds ur det som hänt i ärendet: insatser som inte var på plats när helgen kom, SIP som kallades efter utskrivningsklar och insatser som beställdes först efter SIP. Flera orsaker kan gälla samtidigt. Huvudorsak är medicinsk orsak om en sådan finns, annars den första i listan. Personal kan ändra huvudorsaken med ett skäl. Då räknas den i stället för den härledda, och hur många som är ändrade visas.
stays-how-sums = Kommunerna och övriga, avdelningarna och månaderna ger samma summa: alla.
stays-imported = Importerade ur annat system: { $n } av { $all } vårdkedjor.
stays-own-cases = Visa våra ärenden bakom siffrorna
stays-print-foot = { $definition } · utskriven { $time } av { $name }

# The pattern.
pattern-title = De som var kvar mot de som kom hem
pattern-note = utskrivningsklara måndag–fredag
pattern-group = Grupp
pattern-stayed = Kvar
pattern-left = Hem i tid
# dynamic: pattern-*
pattern-weekday = Veckodag för meddelandet
pattern-hour = Klockslag för meddelandet
pattern-hour-from = kl. { $hour }
pattern-lead_days = Från inskrivningsmeddelande till klar
pattern-lead_days-none = Inget meddelande före
pattern-lead_days-0 = Samma dag
pattern-lead_days-1 = 1 dag
pattern-lead_days-2-3 = 2–3 dagar
pattern-lead_days-4-6 = 4–6 dagar
pattern-lead_days-7_or_more = 7 dagar eller fler
pattern-services = Insatser beställda
pattern-services-before = Före SIP
pattern-services-after = Efter SIP
pattern-services-no_sip = Ingen SIP hölls
pattern-services-none = Inga insatser

# The own unit's cases behind the figures.
stays-cases-title = Våra ärenden som var kvar över helgen
stays-cases-subtitle = { $cases } där { $unit } är eller har varit part · { $period } · { $variant }
stays-cases-none = Inget av era ärenden är bland dem som var kvar i det här urvalet.
stays-cases-imported = { $n ->
    [one] Ett av dem är importerat ur ett annat system.
   *[other] { $n } av dem är importerade ur ett annat system.
}
stays-ready-at = Utskrivningsklar
stays-left-at = Utskriven
stays-still-there = Ännu kvar
stays-before-weekend = Före helgen
stays-not-before-weekend = Inte före helgen
stays-further-causes = { $main } (även: { $further })
stays-cause-overridden = { $cause } – ändrad av personal, härledd: { $derived }
stays-cause-change = Ändra orsak

# Headings and words of the file for spreadsheets.
# dynamic: stays-column-*
stays-column-group = Indelning
stays-column-code = Kod
stays-column-name = Namn
stays-column-chains = Vårdkedjor
stays-column-ready = Utskrivningsklara
stays-column-ready_weekdays = Utskrivningsklara måndag–fredag
stays-column-stayed = Kvar över helgen
stays-column-share_of_ready = Andel av utskrivningsklara
stays-column-share_of_chains = Andel av alla vårdkedjor
stays-column-municipality_ready_before = Varav kommunklar före helgen
stays-column-municipality_not_ready_before = Varav inte kommunklar före helgen
stays-column-still_there = Varav ännu kvar
stays-column-should_stay = Varav ska vara kvar
stays-column-could_have_left = Varav kunde ha gått hem
stays-column-deceased = Avlidna
stays-column-weekends = Söndagar på sjukhus
stays-column-imported = Varav importerade
stays-column-overridden = Varav orsak ändrad av personal
stays-column-share_overridden = Andel ändrade
stays-column-short_term_place = Huvudorsak korttidsplats
stays-column-safe_homecoming = Huvudorsak trygg hemgång
stays-column-aids = Huvudorsak hjälpmedel
stays-column-sip_late = Huvudorsak sen SIP
stays-column-services_after_sip = Huvudorsak insatser efter SIP
stays-column-medical = Huvudorsak medicinsk
stays-column-other = Huvudorsak annan
stays-column-any_short_term_place = Korttidsplats, alla
stays-column-any_safe_homecoming = Trygg hemgång, alla
stays-column-any_aids = Hjälpmedel, alla
stays-column-any_sip_late = Sen SIP, alla
stays-column-any_services_after_sip = Insatser efter SIP, alla
stays-column-any_medical = Medicinsk, alla
stays-column-any_other = Annan, alla
stays-column-total = Alla
stays-column-month = Månad
stays-column-ward = Avdelning
stays-column-municipality = Kommun
stays-column-others = Övriga och okänd kommun
stays-column-running = pågår
stays-column-hidden = färre än 5 eller dolt

# Months in narrow columns.
month-short-1 = jan
month-short-2 = feb
month-short-3 = mar
month-short-4 = apr
month-short-5 = maj
month-short-6 = jun
month-short-7 = jul
month-short-8 = aug
month-short-9 = sep
month-short-10 = okt
month-short-11 = nov
month-short-12 = dec

# Lead times and compliance.
times-title = Ledtider
times-subtitle = Hur lång tid varje steg tog, och hur ofta det som lag och rutin kräver hölls
times-definition = Ledtider, version { $version } · läget { $time } · revision { $revision }
times-version = version { $version }
times-file-compliance = CSV, regler
times-hours = { $n } h
times-days = { $n } dygn
times-n-of-all = { $n } av { $all }
times-p90-is = 90 % inom { $n }
times-kpi-left = Utskrivningsklar till utskriven, median
times-kpi-notice = Inskrivningsmeddelande inom 24 h
times-kpi-sip = SIP kallad i tid
times-kpi-not-again = Inte åter inom 30 dagar
times-running = * { $month } pågår, siffror till och med { $time }.
times-hidden-text = Streck och <5*: inget att mäta, färre än fem, eller ett tal som inte visas för att ett sådant annars gick att räkna fram.
times-own-text = Streck: inget att mäta. Alla tal visas: urvalet är er egen verksamhets ärenden. Dela dem inte utanför parterna.
times-empty-months = { $n ->
    [one] En månad utan något att mäta har ingen rad.
   *[other] { $n } månader utan något att mäta har ingen rad.
}
times-chart-days = Utskrivningsklar till utskriven per månad, median i dygn
times-chart-hours = Utskrivningsklar till utskriven per månad, median i timmar
times-chart-all = alla { $n }
times-chart-compared = Jämfört med { $period }
times-by-cause = Väntan per orsak
times-by-turn = Väntan per part som hade turen
times-side = Part
times-split-about = Hur länge var och en väntade på något av detta, och hur många det gällde. Flera orsaker kan pågå samtidigt. Annan orsak är den tid då inget av det andra saknades. Har personal eller ett annat system angett orsaken gäller den hela tiden.
times-overridden = Orsaken är ändrad av personal för { $n } av { $all } ({ $share }).
times-turn-about = Hur länge ärendet låg hos var och en. Gäller dem som är utskrivna; importerade ärenden säger inget om det.
# dynamic: times-turn-*
times-turn-ward = Avdelningen
times-turn-outpatient = Öppenvården
times-turn-municipality = Kommunen
times-measures = Så lång tid tog stegen
times-rules = Så ofta hölls det
times-by-month = Per månad
times-month = Månad
times-notice-in-time = Inskrivning inom 24 h
times-sip-in-time = SIP i tid
times-to-municipality-ready = Klar till kommunklar, median
times-left = Utskrivna
times-to-left = Klar till utskriven, median
times-to-left-p90 = 90:e percentil
times-means = Medelvärden med egen definition
times-stays = Vårdtillfällen
times-left-by-weekday = Utskrivna per veckodag
times-left-by-hour = Utskrivna per timme
times-weekday = Veckodag
times-hour = Timme
times-breaches = Brott mot regler som systemet hittat
times-breaches-about = Det som är en skyldighet och inte gjordes, per regel, enhet som svarar för det och månad. Det är funnet i ärendena, inte rapporterat av någon, och läggs bredvid avvikelserna.
times-breaches-none = Inget sådant i urvalet.
times-breaches-own = Visas bara när urvalet är er egen avdelning eller kommun.
times-breach-unit = Enhet som svarar för det
times-cases = Ärenden
# dynamic: times-measure-*
times-measure-admission_to_notice = Inskrivning till inskrivningsmeddelande
times-measure-notice_to_seen = Inskrivningsmeddelande till kvitterat
times-measure-notice_to_answered = Inskrivningsmeddelande till svar
times-measure-notice_to_taken_over = Inskrivningsmeddelande till Tar hand om
times-measure-ready_to_municipality_ready = Utskrivningsklar till kommunklar
times-measure-municipality_ready_to_left = Kommunklar till utskriven
times-measure-ready_to_left = Utskrivningsklar till utskriven
times-measure-change_before_estimate = Framförhållning när beräknat datum ändras
# dynamic: times-from-*
times-from-admission_to_notice = Från att 24-timmarsfristen i 2 kap. 3 § började till det första meddelandet
times-from-notice_to_seen = Per mottagande enhet
times-from-notice_to_answered = Per mottagande enhet
times-from-notice_to_taken_over = Per mottagande enhet
times-from-ready_to_municipality_ready = Till dess varje berörd kommun är klar; inte de som var klara före meddelandet
times-from-municipality_ready_to_left = Från kommunklar, tidigast från meddelandet om utskrivningsklar
times-from-ready_to_left = Från det meddelande om utskrivningsklar som stod sist
times-from-change_before_estimate = Hur långt före det tidigare datumet ändringen sades; negativt om efter
# dynamic: times-rule-*
times-rule-notice_sent = Inskrivningsmeddelande skickat
times-rule-notice_within_24_h = Inskrivningsmeddelande inom 24 h
times-rule-sip_called_in_time = SIP kallad i tid
times-rule-care_contact_in_time = Fast vårdkontakt utsedd i tid
times-rule-medication_list_at_discharge = Läkemedelslista vid utskrivning
times-rule-discharge_summary_at_discharge = Epikris vid utskrivning
times-rule-notice_seen_within_4_h = Inskrivningsmeddelande kvitterat inom 4 h
times-rule-left_after_15 = Utskriven efter kl. 15
times-rule-left_on_a_friday = Utskriven på en fredag
times-rule-date_never_changed = Beräknat datum ändrades aldrig
times-rule-left_the_same_day = Utskriven samma dag
times-rule-not_readmitted_within_30_days = Inte åter inom 30 dagar
# dynamic: times-kept-when-*
times-kept-when-notice_sent = 2 kap. 1 §. Av inskrivna som har ett, eller som visade sig behöva någon efter utskrivning
times-kept-when-notice_within_24_h = 2 kap. 3 §. Av alla första meddelanden
times-kept-when-sip_called_in_time = 4 kap. 3 §. Av dem som behöver SIP och inte har tackat nej
times-kept-when-care_contact_in_time = 2 kap. 5 §. Utsedd före utskrivning, av alla utskrivna
times-kept-when-medication_list_at_discharge = Klar när patienten skrevs ut, av alla utskrivna
times-kept-when-discharge_summary_at_discharge = Klar när patienten skrevs ut, av alla utskrivna
times-kept-when-notice_seen_within_4_h = Per mottagande enhet, av meddelanden för minst 4 timmar sedan; ingen skyldighet
times-kept-when-left_after_15 = Av alla utskrivna; ingen skyldighet
times-kept-when-left_on_a_friday = Av alla utskrivna; ingen skyldighet
times-kept-when-date_never_changed = Av alla utskrivna med ett beräknat datum; ingen skyldighet
times-kept-when-left_the_same_day = Den dag meddelandet om utskrivningsklar kom, av alla utskrivna med ett sådant; ingen skyldighet
times-kept-when-not_readmitted_within_30_days = Ingen ny inskrivning i länet, av alla utskrivna för minst 30 dagar sedan eller redan åter; ingen skyldighet
# dynamic: times-mean-*
times-mean-skr = Medelvårdtid som utskrivningsklar (SKR)
times-mean-day_zero = Medeldagar med dag noll
times-mean-changes = Ändringar av beräknat datum per ärende
times-mean-is-skr = Avslutade vårdtillfällen med minst en dag som utskrivningsklar; utskrivna samma dag är inte med
times-mean-is-day_zero = Alla utskrivna efter ett meddelande; utskrivna samma dag räknas som 0, som i betalningsmodeller
times-mean-is-changes = Av alla utskrivna med ett beräknat datum
# dynamic: times-column-*
times-column-measure = Mått
times-column-n = Antal
times-column-mean = Medel
times-column-median = Median
times-column-p90 = 90:e percentil
times-column-rule = Regel
times-column-of = Gäller
times-column-kept = Hölls
times-column-not_kept = Hölls inte
times-column-share = Andel
times-column-breach = Brott mot regler som systemet hittat
times-column-cause = Orsak
times-column-turn = Turen hos
times-column-chains = Vårdkedjor
times-column-imported = Varav importerade
times-column-skr_mean_days = Medelvårdtid som utskrivningsklar enligt SKR, dagar
times-column-mean_days_with_day_zero = Medeldagar med dag noll

# Reports on paper and for spreadsheets.
document-as-of = Läget { $time } · revision { $revision }
document-page = Sida
document-of = av
document-continued = forts.
document-definition = Så mäts det
document-causes = Orsaker
document-with-rules = { $title }, regler
document-with-causes = { $title }, huvudorsaker
document-main-cause = Huvudorsak
document-any-cause = Någon av orsakerna
document-hours = Tider är i timmar, dagar där det står dagar.
document-running = * Månaden pågår eller ligger framåt i tiden. Den räknas inte in i snittet.
document-liability = Betalningsansvar
document-liability-by = Modell { $model }: { $definition }
document-liability-amounts = Belopp är hela dagar gånger hela kronor och inte avrundade.
document-days = Dagar
document-amount = Belopp, kr
document-cases-of = Ärenden, { $name }
document-case = Ärende
document-notice-sent = Meddelande skickat
document-start = Första dag
document-reason = Varför inget belopp

# Short-term places.
capacity-title = Korttidsplatser
capacity-subtitle = Korttidsplatser per kommun och år, bredvid väntan på dem
capacity-definition = Korttidsplatser, version { $version } · läget { $time } · revision { $revision }
capacity-chart = Korttidsplatser och väntande en medeldag per år
capacity-table = Per kommun och år
capacity-year = År
capacity-places = Platser
capacity-change = Mot året före
capacity-waited = Personer som väntade
capacity-wait-days = Dagar de väntade
capacity-waiting-a-day = Väntande en medeldag
capacity-how = Platser är vad kommunen själv har uppgett för året. Väntan är tiden mellan utskrivningsklar och utskriven då en korttidsplats saknades eller var på väg, i dygn om 24 timmar. Den som väntar över nyår räknas i båda åren, med sina dagar i vart och ett. Väntande en medeldag är dagarna delade med årets dagar.
capacity-imported = För ärenden från ett annat system är det inte känt hur länge någon väntade. De räknas bland personerna när den filen anger orsaken, men inte i dagarna.
capacity-running = * Året är inte slut eller täcks inte helt av perioden; siffrorna gäller dagarna hittills.
# dynamic: capacity-column-*
capacity-column-year = År
capacity-column-days_covered = Dagar som räknas
capacity-column-places = Platser
capacity-column-change = Mot året före
capacity-column-waited = Personer som väntade
capacity-column-timed = Varav med känd väntetid
capacity-column-wait_days = Dagar de väntade
capacity-column-waiting_a_day = Väntande en medeldag

# Frozen reports.
snapshot-take = Spara ögonblicksbild
snapshots-title = Ögonblicksbilder
snapshots-about = Rapporter som är frysta med en adress att hänvisa till. Små grupper är dolda i dem alla.
snapshots-none = Ingen har sparat en ögonblicksbild än. Knappen finns på varje sida under Statistik.
snapshot-report = Rapport
snapshot-at = Sparad
snapshot-by = Av
snapshot-definition = Definition
snapshot-revision = Revision
snapshot-taken = Sparad { $time } av { $name }
snapshot-today = Samma urval i dag
snapshot-copy = Kopiera länk
snapshot-about = En fryst rapport. Den ändras aldrig, även om ärendena rättas efteråt, och små grupper är dolda för alla.
snapshot-digest = Kontrollsumma: { $digest }
snapshot-print-foot = { $address } · { $digest }
access-snapshot = Sparade en ögonblicksbild av en rapport

# The monthly report by e-mail.
mail-report-subject = { $title }, { $month }
mail-report-body = Här är månadens rapport: { $title }. Små grupper är dolda. Samma siffror med dagens läge: { $link }
