# What a unit has to do: the steps of the care chain.
# dynamic: do-*
do-settle-conflict = Välj vilken uppgift som gäller
do-confirm-deceased = Bekräfta att personen avlidit
do-confirm-cancellation = Bekräfta makulerade uppgifter om fel person
do-send-admission-notice = Skicka inskrivningsmeddelande
do-answer-notice = Svara på inskrivningsmeddelandet
do-answer-question = Svara på en fråga
do-name-care-contact = Utse fast vårdkontakt
do-start-planning = Starta planering
do-share-planning-basis = Fyll i planeringsunderlag
do-answer-sip-need = Svara om SIP behövs
do-call-sip = Kalla till SIP
do-hold-sip = Håll SIP-mötet
do-confirm-estimate = Bekräfta beräknad utskrivning
do-declare-ready = Meddela utskrivningsklar
do-notify-ready = Underrätta enheter som kom till efter utskrivningsklar
do-answer-municipality-ready = Meddela kommunklar
do-answer-outpatient-ready = Meddela öppenvårdsklar
do-prepare-item = Gör klart: { $what }
do-confirm-phone = Bekräfta det som sagts per telefon
do-answer-handover = Svara på en överlämning
do-discharge = Skriv ut
do-send-discharge-information = Skicka utskrivningsinformation
do-inform-patient = Ge patienten information
do-follow-up = Följ upp
do-close-chain = Avsluta ärendet
do-acknowledge = Kvittera meddelanden

# How far the person has come.
# dynamic: stage-*
stage-requested = Vårdbegäran
stage-admitted = Inskriven
stage-planning = Planering
stage-discharge-ready = Utskrivningsklar
stage-discharged = Utskriven
stage-closed = Avslutad
stage-deceased = Avliden
stage-cancelled = Makulerad

# dynamic: role-*
role-ward-nurse = Sjuksköterska
role-ward-coordinator = Avdelningskoordinator
role-physician = Läkare
role-coordinating-nurse = Samordningssjuksköterska
role-permanent-care-contact = Fast vårdkontakt
role-head-of-unit = Verksamhetschef
role-needs-assessor = Biståndshandläggare
role-municipal-coordinator = Kommunens samordnare
role-municipal-nurse = Kommunsjuksköterska
role-therapist = Arbetsterapeut eller fysioterapeut
role-home-team = Hemteam
role-unit-lead = Enhetschef
role-administrator = Administratör
role-auditor = Granskare
role-unknown = Funktion

# dynamic: branch-*
branch-inpatient = Sluten vård
branch-outpatient = Öppen vård
branch-social-services = Socialtjänst
branch-disability-services = LSS
branch-municipal-health-care = Kommunal hälso- och sjukvård
branch-private-provider = Privat utförare

# The checklist.
# dynamic: item-*
item-nursing-summary = Omvårdnadsepikris
item-medication-list = Läkemedelslista
item-medicines-home = Läkemedel med hem
item-discharge-summary = Epikris
item-aids = Hjälpmedel
item-short-term-place = Korttidsplats
item-safe-homecoming = Trygg hemgång
item-home-help-start = Start av hemtjänst
item-transport = Sjukresa
item-self-care-assessment = Egenvårdsbedömning
item-next-of-kin-informed = Närstående informerad
item-question = obesvarad fråga
item-municipality-not-ready = kommunen är inte klar

# dynamic: item-state-*
item-state-done = Klart
item-state-under-way = Pågår
item-state-missing = Saknas
item-state-not-applicable = Ej aktuellt

# dynamic: transport-*
transport-booked = bokad
transport-told = patienten och mottagaren vet
transport-confirmed = mottagaren har bekräftat

# Answers and reasons.
notice-rejected = Avvisat: inte folkbokförd här
# dynamic: notice-answer-*
notice-answer-takes-over = Vi tar över
notice-answer-not-resident = Inte vår invånare
notice-answer-nothing-required = Kräver inget av oss nu

# dynamic: consent-value-*
consent-value-given = Samtycke lämnat
consent-value-refused = Nekat
consent-value-unable-harm-assessed = Menprövning gjord: kan inte samtycka
consent-value-compulsory-care = Tvångsvård
consent-value-not-asked = Inte tillfrågad än
consent-value-withdrawn = Återtaget

# dynamic: consent-scope-*
consent-scope-sip = SIP
consent-scope-sharing = informationsdelning

# dynamic: consent-form-*
consent-form-oral = muntligt
consent-form-written = skriftligt

# dynamic: sip-place-*
sip-place-before-going-home = Före hemgång
sip-place-at-home-after = Hemma, efter hemgång
sip-place-video = Video

# dynamic: destination-*
destination-home = Ordinärt boende
destination-short-term-place = Korttidsplats
destination-special-housing = Särskilt boende
destination-other-hospital = Annat sjukhus

# dynamic: end-reason-*
end-reason-completed = Hemma och uppföljd
end-reason-deceased = Avliden
end-reason-other-hospital = Flyttad till annat sjukhus
end-reason-other-region = Flyttad till annan region
end-reason-no-need = Inget behov efter utskrivning
end-reason-not-resident = Inte invånare här
end-reason-refused-services = Vill inte ha insatser
end-reason-created-in-error = Startat av misstag, makuleras

# dynamic: cancel-reason-*
cancel-reason-wrong-person = Fel person
cancel-reason-mistake = Skrivet av misstag
cancel-reason-undo = Ångrat

# dynamic: phone-fact-*
phone-fact-municipality-ready = Kommunen kan ta emot
phone-fact-outpatient-ready = Öppenvården är klar
phone-fact-received = Har tagit emot beskedet
phone-fact-other = Annat

# dynamic: compartment-*
compartment-coordination = Samordning, läses av alla parter
compartment-health-care = Hälso- och sjukvård
compartment-social-services = Socialtjänst
compartment-other = Skyddat

# Why an act was not done, and what to do.
# dynamic: refused-*
refused-over = Ärendet är avslutat. Ring mottagaren om något ändå måste sägas.
refused-incomplete = Uppgifter i ärendet saknas eller kan inte läsas här. Ring parterna, och hör av dig till supporten.
refused-no-recipient = Välj minst en mottagare.
refused-recipient-cannot-read = En mottagare deltar inte i ärendet, har svarat att inget krävs av den, eller får inte läsa det här. Välj en annan mottagare eller en annan sorts innehåll, eller lägg till parten först.
refused-copy-rule = När kommunal hälso- och sjukvård får meddelandet ska också öppenvården få det. Välj en vårdcentral eller mottagning.
refused-no-ground = Del 2 får skickas först när samtycke, menprövning eller tvångsvård är noterat.
refused-protected = Personen har skyddade personuppgifter. Ta direkt kontakt per telefon i stället.
refused-empty = Fyll i fältet.
wrong-dispute-says-why = Skriv vad som bestrids.
refused-too-long = Texten är för lång. Korta den.
refused-impossible-time = Tiden kan inte stämma. Kontrollera datum och klockslag.
refused-impossible-time-left = Tiden kan inte stämma. Skriv när personen lämnade avdelningen: efter inskrivningen och inte framåt i tiden.
refused-impossible-time-at = Tiden kan inte stämma. Skriv en tid som har varit.
refused-impossible-time-admitted = Tiden kan inte stämma. Skriv en tid som har varit.
refused-impossible-time-judged = Tiden kan inte stämma. Skriv en tid som har varit, efter inskrivningen.
refused-impossible-time-estimate = Tiden kan inte stämma. Utskrivningen kan inte komma före inskrivningen.
refused-impossible-time-departure = Tiden kan inte stämma. Hemgången kan inte komma före bedömningen.
refused-impossible-time-meeting = Tiden kan inte stämma. Skriv en tid som kommer.
refused-impossible-time-held = Tiden kan inte stämma. Skriv en tid som har varit.
refused-impossible-time-until = Tiden kan inte stämma. Skriv en tid som kommer.
refused-impossible-time-leave-from = Tiden kan inte stämma. Permissionen börjar efter inskrivningen, inte framåt i tiden och inte under en annan permission.
refused-impossible-time-expected-back = Tiden kan inte stämma. Skriv en tid efter det att permissionen började.
refused-impossible-time-back = Tiden kan inte stämma. Skriv en tid som har varit, efter det att permissionen började.
refused-not-standing = Det som åtgärden gäller finns inte kvar. Läs ärendet igen.
refused-already-done = Det är redan gjort. Läs ärendet igen.
refused-gate-open = Något är inte klart. Gör klart det, eller skriv varför ni går vidare ändå.
refused-municipality-not-contacted = Kommunen har inte meddelat att den kan ta emot då. Ring kommunen och markera att det är gjort.
refused-same-person = En annan person måste göra det.
refused-not-your-unit = En annan enhet ska göra det här.
refused-care-contact-only = Bara den fasta vårdkontakten, eller verksamhetschefen, kallar till SIP.
refused-no-care-contact = Fast vårdkontakt är inte utsedd. Be öppenvården utse en först.
refused-no-consent = Personen har sagt nej till SIP. Notera nytt samtycke först.
refused-wrong-stage = Det går inte i det här läget. Läs ärendet igen.
refused-too-late = Det är för sent att ångra. Rätta eller makulera i stället.
refused-physician-only = Kommunen undrar om patienten är medicinskt klar. Bara läkare kan besvara det. Be en läkare på enheten svara.

# dynamic: time-error-*
time-error-empty = Skriv datum och klockslag.
time-error-date-format = Skriv datumet som 2026-11-20.
time-error-no-such-date = Datumet finns inte. Skriv datumet som 2026-11-20.
time-error-time-format = Skriv klockslaget med timme och minut, till exempel 11:05.
time-error-no-such-time = Klockslaget finns inte. Skriv timme och minut, till exempel 11:05.
time-error-skipped = Klockslaget hoppas över när sommartiden börjar. Skriv ett annat.

# Events in the timeline: what stands before the sentence.
# dynamic: event-*
event-chain-opened = Ärende startat
event-party-added = Part tillagd
event-party-ended = Part avslutad
event-room-opened = Ny läsekrets
event-segment-opened = Ny läsekrets
event-admission-notice-sent = Inskrivningsmeddelande
event-admission-notice-detailed = Inskrivningsmeddelande, del 2
event-unit-answered = Svar på inskrivning
event-seen = Kvitterat
event-taken-over = Tar hand om
event-released = Returnerat
event-handover-offered = Överlämning erbjuden
event-handover-accepted = Överlämning antagen
event-handover-ended = Ingen överlämning
event-answer-deferred = Återkommer
event-forwarded = Vidareskickat
event-reminded = Påminnelse
event-estimate-changed = Beräknad utskrivning
event-care-contact-named = Fast vårdkontakt
event-planning-started = Planering
event-planning-basis-shared = Planeringsunderlag
event-planning-basis-detailed = Planeringsunderlag, innehåll
event-message-sent = Meddelande
event-message-noted = Meddelande
event-question-asked = Fråga
event-question-answered = Svar
event-care-request-sent = Vårdbegäran
event-nursing-report-sent = Vårdrapport från kommunen
event-report-shared = Rapport
event-discharge-ready-declared = Utskrivningsklar
event-discharge-ready-notified = Utskrivningsklar
event-discharge-ready-withdrawn = Utskrivningsklar återtagen
event-municipality-ready-answered = Kommunens besked
event-outpatient-ready-answered = Öppenvårdens besked
event-sip-need-answered = Behov av SIP
event-sip-requested = SIP begärd
event-sip-called = Kallelse till SIP
event-sip-held = SIP hållen
event-discharge-information-sent = Utskrivningsinformation
event-discharge-information-detailed = Utskrivningsinformation, innehåll
event-patient-informed = Patienten informerad
event-discharged = Utskriven
event-follow-up-recorded = Uppföljning
event-delay-cause-judged = Orsak bedömd
event-chain-closed = Avslutat
event-deceased-recorded = Avliden
event-deceased-confirmed = Avliden, bekräftat
event-told-by-phone = Enligt telefon
event-phone-confirmed = Telefonbesked bekräftat
event-phone-unanswered = Ringt, ej svar
event-checklist-item-set = Checklista
event-checklist-item-detailed = Checklista, innehåll
event-consent-recorded = Samtycke
event-leave-recorded = Permission
event-ward-moved = Ny avdelning
event-protected-identity-marked = Skyddade personuppgifter
event-identity-changed = Personuppgifter ändrade
event-facts-cancelled = Makulerat
event-cancellation-confirmed = Makulering bekräftad
event-same-as-marked = Samma vårdtillfälle
event-not-same-as-marked = Inte samma vårdtillfälle
event-history-imported = Importerad historik
event-liability-status-set = Betalningsansvar, läge
event-unknown = Händelse

# The acts: menu, title of the form, button.
# dynamic: act-*
act-start-chain = Starta ärende och skicka inskrivningsmeddelande
act-admit = Skriv in och skicka inskrivningsmeddelande
act-send-admission-notice = Skicka inskrivningsmeddelande
act-answer-notice = Svara på inskrivningsmeddelandet
act-send-care-request = Skicka vårdbegäran
act-send-nursing-report = Skicka vårdrapport
act-acknowledge = Kvittera
act-take-over = Tar hand om
act-release = Returnera
act-offer-handover = Lämna över
act-accept-handover = Ta över
act-decline-handover = Avböj
act-forward-message = Vidarebefordra
act-send-message = Skriv meddelande
act-answer-question = Svara på frågan
act-defer-answer = Återkommer kl. …
act-remind = Påminn
act-change-estimate = Ändra beräknad utskrivning
act-name-care-contact = Utse fast vårdkontakt
act-start-planning = Starta planering
act-share-planning-basis = Fyll i planeringsunderlag
act-set-checklist-item = Ändra checklistan
act-declare-ready = Meddela utskrivningsklar
act-notify-ready = Underrätta om utskrivningsklar
act-withdraw-ready = Återta utskrivningsklar
act-answer-municipality-ready = Meddela kommunklar
act-answer-outpatient-ready = Meddela öppenvårdsklar
act-answer-sip-need = Svara om SIP behövs
act-request-sip = Be om SIP
act-call-sip = Kalla till SIP
act-record-sip-held = SIP är hållen
act-send-discharge-information = Skicka utskrivningsinformation
act-inform-patient = Patienten har fått information
act-discharge = Skriv ut
act-record-follow-up = Notera uppföljning
act-judge-delay-cause = Ändra orsak till väntan
act-close-chain = Avsluta ärendet
act-record-deceased = Notera avliden
act-confirm-deceased = Bekräfta avliden
act-tell-by-phone = Notera telefonbesked
act-confirm-phone = Bekräfta eller rätta telefonbesked
act-record-phone-unanswered = Ringt, ej svar
act-record-consent = Notera samtycke
act-record-leave = Permission
act-move-ward = Byt ansvarig avdelning
act-mark-protected = Skyddade personuppgifter
act-cancel-facts = Makulera uppgifter
act-confirm-cancellation = Bekräfta makuleringen
act-add-party = Lägg till part
act-end-party = Avsluta parts deltagande
act-mark-same-as = Samma vårdtillfälle som ett annat ärende
act-set-liability-status = Ange läge i betalningsansvaret
act-undo = Ångra

# What follows from an act, before it is confirmed.
# dynamic: consequence-*
consequence-start-chain = Ärendet öppnas och de valda enheterna får inskrivningsmeddelandet.
consequence-admit = Patienten skrivs in och de valda enheterna får inskrivningsmeddelandet.
consequence-send-admission-notice = De valda enheterna blir parter och får inskrivningsmeddelandet.
consequence-send-care-request = Enheten som ni frågar får läsa vårdbegäran. Ingen är inskriven än.
consequence-change-estimate = Alla parter får den nya tiden och planerar efter den.
consequence-name-care-contact = Alla parter ser vem som är fast vårdkontakt. Det är vårdkontakten som kallar till SIP.
consequence-declare-ready = Tiden för betalningsansvar börjar löpa, och parterna ska svara.
consequence-notify-ready = De valda enheterna underrättas nu. Betalningsansvaret i en kommun räknas från den senaste underrättelsen till dess enheter.
consequence-withdraw-ready = Beskedet gäller inte längre. Kommunens och öppenvårdens svar blir vilande.
consequence-answer-municipality-ready = Alla parter ser kommunens besked och planerar efter det.
consequence-answer-outpatient-ready = Alla parter ser öppenvårdens besked och planerar efter det.
consequence-call-sip = De valda enheterna kallas till SIP.
consequence-send-discharge-information = De valda enheterna får utskrivningsinformationen.
consequence-discharge = Personen skrivs ut och ansvaret går över.
consequence-close-chain = Ärendet avslutas. Ingen påminns mer.
consequence-record-deceased = Alla parter får besked en gång. Påminnelser slutar. En annan person ska bekräfta.
consequence-mark-protected = Bara avdelningen läser ärendet. Ta direkt kontakt med andra per telefon.
consequence-mark-open = De som deltar i ärendet läser det igen.
consequence-cancel-facts = Uppgifterna gäller inte mer men står kvar överstrukna. Vid fel person ska varje mottagare bekräfta.
consequence-end-party = Enheten läser inget som kommer senare.
# Instead, where nobody else may be told.
consequence-secrecy = Ingen annan enhet får uppgifterna. Att det finns hinder står i ärendet, och ingen påminns.
consequence-secrecy-ready = Ingen enhet underrättas, och ingen påminns. De som redan deltar i ärendet ser ändå att patienten är utskrivningsklar, planerad hemgång och att det finns hinder. Betalningsansvar kan inte inträda för den som inte fått besked.
consequence-protected = Bara avdelningen läser ärendet, och ingen annan enhet får besked. Ta direkt kontakt per telefon.

# The answer to whether secrecy stands in the way (definitions 2).
# dynamic: secrecy-*
secrecy-no = Nej
secrecy-yes = Ja

# Fields of the forms.
# dynamic: field-*
field-identity = Personnummer, samordningsnummer eller reservnummer
field-family = Efternamn
field-given = Förnamn
field-municipality = Folkbokföringskommun
field-area = Område i kommunen
field-address = Folkbokföringsadress
field-place = Plats
field-admitted = Inskriven
field-protected = Personen har skyddade personuppgifter
field-consent = Samtycke till att dela uppgifter
field-scope = Samtycket gäller
field-form = Hur
field-consent-note = Grund för menprövning
field-to = Mottagare
field-judged-by = Läkare som bedömt behovet
field-judged = Bedömt
field-judged-at-admission = Bedömt vid inskrivningen
field-estimate = Beräknad utskrivning
field-secrecy = Hinder av sekretess
field-phone = Enhetens telefon
field-reason = Skäl
field-leave-from = Permission från
field-expected-back = Väntas åter
field-back = Åter på avdelningen
field-cause = Orsak
field-status = Läge
field-risks = Risker
field-infection = Smitta att ta hänsyn till
field-limits = Behandlingsbegränsningar och egen vilja
field-interpreter = Tolk, språk
field-next-of-kin = Närstående
field-corrects = Rättar tidigare inskrivningsmeddelanden
field-answer = Svar
field-note = Anteckning
field-health = Hälsotillstånd
field-ability = Funktion, ADL och hjälpmedel
field-medication-list = Läkemedelslista följer med
field-text = Text
field-compartment = Sorts innehåll
field-needs-answer = Kräver svar
field-ground = Grund
field-until = Återkommer
field-mobility = Förflyttning
field-personal-care = Personlig vård
field-nutrition = Nutrition
field-cognition = Kognition och kommunikation
field-health-care = Hälso- och sjukvård efter utskrivning
field-home = Hem och hjälpmedel
field-name = Namn
field-item = Punkt
field-state = Läge
field-unit = Enhet
field-role = Funktion
field-person = Person
field-marks = Sjukresa
field-doses-until = Doser till
field-prescriptions = Recept är skickade
field-discontinued-marked = Utsatta läkemedel är märkta
field-physician = Behandlande läkare
field-departure = Planerad hemgång
field-outpatient-needed = Öppenvård behövs efter utskrivning
field-from = Från
field-because = Därför att
field-despite = Varför ni går vidare ändå
field-municipality-contacted = Jag har talat med kommunen per telefon
field-needed = Behövs SIP?
field-meeting = Mötet är
field-venue = Lokal eller länk
field-held = Mötet hölls
field-present = Deltog
field-left = Lämnade avdelningen
field-destination = Till
field-summary = Sammanfattning
field-follow-up = Uppföljning och vem som ansvarar
field-in-writing = Skriftlig information lämnad
field-at = När
field-as-planned = Allt är som planerat
field-said-by = Vem som sa det (funktion eller namn)
field-number = Telefonnummer
field-what = Vad som sades
field-read-back = Uppläst och bekräftat
field-holds = Stämmer det?
field-correction = Rättelse
field-valid-to = Gäller till
field-mark = Märkning
field-history = Läser även det som redan är skrivet
field-ward = Ny avdelning
field-of = Uppgifter
field-chain = Det andra ärendets nummer
field-same = Samma vårdtillfälle?

# Help at the fields.
help-identity = Tolv siffror: 19900101-0017
help-protected = Vid skyddade personuppgifter lämnar inget meddelande avdelningen. Ta direkt kontakt.
help-recipients = Förslag efter kommun och område. Ingen vet här om personen har insatser.
suggest-recipients = Föreslå mottagare för kommunen och området
help-secrecy = Svara ja om uppgiften inte får lämnas ut till dem som annars skulle få den.
help-no-content = Utan uppgifter om hälsa eller sociala förhållanden. Alla parter läser.
help-forward = En annan enhet i er organisation som deltar i ärendet.
help-compartment = Samordning läses av alla parter. Annat innehåll läses bara av de parter som arbetar med det.
help-ground = Skriv en grund när en mottagare annars inte får läsa innehållet.
help-transport = Bara för sjukresa.
help-notice-answer = Efter de två sista svaren slutar enheten läsa ärendet inom ett dygn.
help-item-note = Krävs när punkten inte är aktuell. Utan uppgifter om hälsa eller sociala förhållanden. Alla parter läser.
help-item-unit = Den enhet som ska göra det, till exempel hjälpmedelscentralen.
help-item-text = Läses bara av hälso- och sjukvården.
help-medicines = Bara för läkemedel med hem, liksom de två rutorna under.
help-not-hindered = Behövs inte när det finns hinder av sekretess.
item-needs-reason = Skriv varför punkten inte är aktuell.
phone-error = Skriv numret med siffror, till exempel 0100-00 00 34.
help-from = Från när personen kan tas emot, om svaret är ja.
help-because = Fyll i när svaret är nej. Utan uppgifter om hälsa.
help-sip-place = När SIP behövs.
help-sip-reason = När SIP inte behövs.
help-delay-cause = Varför det inte är den härledda orsaken. Statistiken räknar med er bedömning och visar hur många som är ändrade.
help-information = De som får informationen. Välj bara dem som ska ha den.
help-leave = Fyll i när patienten är tillbaka på avdelningen. Alla parter ser tiderna. Vårdtillfället fortsätter under permissionen.
help-liability-note = Syns för alla parter i ärendet. Skriv inget om hälsa eller sociala förhållanden.
help-harm = Vid menprövning: på vilken grund.
help-history = Ett nytt utlämnande, med egen grund.
help-same-as = Klistra in adressen till det andra ärendet, eller numret som står sist i den.

# dynamic: risk-*
risk-fall = Fall
risk-pressure-ulcer = Trycksår
risk-nutrition = Undernäring
# dynamic: ready-answer-*
ready-answer-yes = Kan ta emot
ready-answer-no = Kan inte ta emot
ready-answer-not-medically-ready = Patienten är inte medicinskt klar
# dynamic: sip-need-*
sip-need-yes = SIP behövs
sip-need-no = SIP behövs inte
# dynamic: holds-*
holds-yes = Ja, det stämmer
holds-no = Nej, rätta
# dynamic: same-yes*
same-yes = Ja, samma
# dynamic: same-no*
same-no = Nej, inte samma
# dynamic: mark-*
mark-protected = Skyddade personuppgifter
mark-open = Inte längre skyddade
mark-municipality = Kommunklar
mark-outpatient = Öppenvårdsklar

# dynamic: id-error-*
id-error-empty = Skriv numret.
id-error-wrong-length = Numret har fel längd. Skriv tolv siffror.
id-error-unexpected-character = Numret innehåller ett tecken som inte hör dit.
id-error-misplaced-sign = Bindestrecket står fel.
id-error-letters = Numret innehåller bokstäver. Är det ett reservnummer? Kontrollera det.
id-error-interim-number = Interimsnummer används inte. Använd reservnummer.
id-error-organisation-number = Det är ett organisationsnummer.
id-error-century = Skriv århundradet också: tolv siffror.
id-error-not-a-date = Numret börjar inte med ett datum.
id-error-born-later = Födelsedatumet ligger i framtiden.
id-error-birth-number = Födelsenumret kan inte stämma.
id-error-check-digit = Kontrollsiffran stämmer inte. Läs numret igen.
id-error-is-coordination-number = Det är ett samordningsnummer.
id-error-is-personal-identity-number = Det är ett personnummer.
id-error-test-number = Testnummer tas inte emot här.
id-error-system = Numrets system är okänt.
id-error-reserve-format = Reservnumret är inte skrivet som det ska.
id-error-reserve-too-long = Reservnumret är för långt.

# dynamic: identifier-*
identifier-personnummer = Personnummer
identifier-samordningsnummer = Samordningsnummer
identifier-reservnummer = Reservnummer

# Around the forms and on the page of the case.
choose-one = Välj ett av alternativen.
choose-facts = Välj minst en uppgift.
same-as-itself = Det är numret på det här ärendet. Skriv det andra ärendets.
same-as-unknown = Det är inget ärendes nummer. Klistra in adressen till det andra ärendet.
choose-none = Välj
yes = Ja
no = Nej
still-open = Inte klart: { $what }.
confirm-question = { $act }: { $name }?
without-kommunklar = Kommunen har inte meddelat att den kan ta emot då.
without-kommunklar-text = Utskrivningen visas i rött för alla parter.
call-too = Ring också.
call-too-text = Det är mindre än ett dygn till planerad hemgång. Notera vem som svarade. { $phones }
call-too-record = Notera vem som svarade
stale-what = Läget ändrades { $time } av { $unit }.
stale-what-unknown = Läget har ändrats sedan du öppnade formuläret.
stale-write-anew = Skriv om utifrån det nya läget
stale-impossible = Det går inte att skicka längre. Det du skrev ligger kvar som utkast.
send-anyway = Skicka ändå
sent-at = Skickat { $time }
unstaffed = obemannad till { $until }
unstaffed-call = obemannad till { $until }, ring { $phone }
unit-closed = enheten är nedlagd, ingen läser
unit-silent = läser inte Brygga, ring
unit-silent-call = läser inte Brygga, ring { $phone }
protected-name = Skyddade personuppgifter
imported-history = Importerad historik
delay-cause-derived = Härledd orsak
delay-cause-judged = { $unit } har bedömt: { $cause }
protected-direct-contact = Skyddad identitet, direktkontakt krävs
part-two = Del 2.
part-two-text = Läses av hälso- och sjukvården. Får skickas med samtycke, menprövning eller vid tvångsvård.
preliminary = Preliminärt.
preliminary-text = Utskrivningsklar är inte meddelad. Svaret gäller när det är bekräftat.
ready-from = kan ta emot från { $time }
ready-preliminary = preliminärt från { $time }
still-holds = Gäller fortfarande
ready-dormant = vilande: beskedet är återtaget
ready-unanswered = inget svar än
phone-holds = Stämmer
phone-correct = Rätta
by-phone-unconfirmed = enligt telefon, ej bekräftat av { $unit }
phone-spoke = Svarade: { $who }, { $number }.
todo-left = Kvar att göra
reminded-at = Påmind { $time }
tick = Klart
sip-declined = Personen har sagt nej
sip-not-settled = Inte avgjort
party-ended-tag = deltar inte längre
liability-from = Tidigast från
words-elsewhere = Innehållet läses av andra än er enhet.
read-by = Läses av { $units }
meanwhile = Tills någon har valt gäller ingen av uppgifterna ensam.
meanwhile-times = Var beredd på det tidigaste. Räkna inte med något före det senaste.
meanwhile-not-ready = Tills avdelningen har avgjort det är personen inte utskrivningsklar.
meanwhile-dormant = Svaret är vilande. Svara på det besked som gäller nu.
meanwhile-discharged = Utskrivningen står kvar. Ring kommunen.
note-protected = Skyddade personuppgifter: bara avdelningen läser. Ta direkt kontakt per telefon.
note-requires-update = Ärendet innehåller uppgifter som den här versionen inte förstår. Skriv inget här förrän systemet är uppdaterat.
note-missing = Uppgifter som finns på en annan nod har inte kommit hit. Ring parterna innan någon går hem.
note-forks = Två uppgifter gör anspråk på samma plats i loggen. Supporten behöver se det.
note-late-party = En enhet skrev efter att dess deltagande avslutats. Uppgifterna är märkta.
note-late-acknowledgement = Något kvitterades efter att ärendet avslutats.
note-after-closing = Något skrevs efter att ärendet avslutats.
note-unanswered = Avslutad med obesvarat: något skrevs efter att ärendet avslutats. Läs det, och svara om det är en fråga.
note-same-as = Ett annat ärende gäller samma vårdtillfälle.
note-estimate-unconfirmed = Ny avdelning: beräknad utskrivning ska bekräftas.
note-deceased-unconfirmed = Avliden är noterat men inte bekräftat av en andra person.
note-deceased-by-feed = Patientadministrativa systemet anger att patienten har avlidit ({ $when }). Inget är meddelat ännu. Kontrollera och registrera.
note-requested = Vårdbegäran: patienten är inte inskriven än.
note-on-leave = Patienten har permission sedan { $from } och väntas åter { $back }.
cancelled-what = Gäller: { $what }.
menu-planning = Inskrivning och planering
menu-sip = SIP
menu-ready = Besked
menu-home = Hemgång och avslut
menu-phone = Meddelande och telefon
menu-case = Ärendet

# dynamic: register-*
register-identity = Personuppgifter
register-ward = Ansvarig avdelning
register-estimate = Beräknad utskrivning
register-ready = Utskrivningsklar
register-care-contact = Fast vårdkontakt
register-sip-called = Kallelse till SIP
register-discharged = Utskriven
register-consent = Samtycke
register-checklist = Checklista
register-municipality-ready = Kommunens besked
register-outpatient-ready = Öppenvårdens besked
register-answer = Svar på inskrivningsmeddelandet
todo-also = Också att göra
todo-things = { $n ->
    [0] Inget
    [one] En sak
    [2] Två saker
    [3] Tre saker
    [4] Fyra saker
    [5] Fem saker
    [6] Sex saker
    [7] Sju saker
    [8] Åtta saker
    [9] Nio saker
    [10] Tio saker
    [11] Elva saker
    [12] Tolv saker
   *[other] { $n } saker
}
todo-missing = { $things } saknas för hemgång
todo-missing-today = { $things } saknas för hemgång idag

# What an act means, on a form with nothing to fill in.
# dynamic: about-*
about-acknowledge = Kvittera betyder att ni har sett. Det är inte ett svar.
about-take-over = Tar hand om betyder att ni gör det som steget eller meddelandet gäller. De andra ser vem som har det.
about-accept-handover = Du tar över det som den andra har haft hand om. De andra ser vem som har det.
about-remind = Den som har nästa steg ser påminnelsen i sin lista.
about-start-planning = De andra ser att ni har börjat planera.
about-request-sip = Öppenvården ser att ni ber om en SIP, en samordnad individuell plan. Den fasta vårdkontakten kallar.
about-confirm-deceased = Du bekräftar det som en kollega har noterat: att patienten har avlidit.
about-confirm-cancellation = Uppgifterna gällde fel person och gäller inte längre. Bekräfta att ni har sett det och inte använder dem.

# The button of a form, where the name of the act is not what one does there.
# dynamic: submit-*
submit-send-message = Skicka
submit-answer-question = Skicka svaret
submit-share-planning-basis = Skicka planeringsunderlaget
submit-set-checklist-item = Spara
submit-record-leave = Spara
submit-mark-protected = Spara
submit-mark-same-as = Spara

# Who has taken a step, and handing it over.
taken-by = { $who } tar hand om det
taken-message = ett meddelande
handover-what = Det som lämnas över:
handover-of = { $unit } vill lämna över: { $what }
handover-waits = Överlämning erbjuden till { $whom }, inte besvarad än
handover-for = Frågan gäller { $whom }
handover-take-back = Ta tillbaka erbjudandet
handover-person-elsewhere = En namngiven person kan bara väljas i den egna enheten. Välj den egna enheten, eller en funktion.
help-handover-to = Den som har steget har det kvar tills någon där har tackat ja.
help-handover-person = Kollegor i den egna enheten.

# Notifying a unit that was added after the ready notice.
notify-nobody = Ingen att underrätta.
notify-nobody-text = Alla enheter som deltar har fått beskedet om utskrivningsklar, eller så finns inget sådant besked.
help-notify = Varje enhets tid räknas från när den själv underrättades.

# When the call to a SIP is due.
sip-due = Kallas senast
sip-due-dates = { $plain } (tre dagar), sista dag enligt lag { $last }

# Payment liability, one date for each municipality.
liability-from-of = { $municipality }, tidigast från
liability-not-notified = Alla berörda enheter är inte underrättade

# What is left to a unit that nothing is required of.
own-answer = Ert svar på inskrivningsmeddelandet
own-answer-text = Er enhet läser inte ärendet längre, eftersom det inte krävs något av er. Ert eget svar finns kvar här.
own-answers = Svar i ärenden som vi inte läser längre
own-answers-text = Enheten har svarat att inget krävs av oss, eller att personen inte är vår invånare. Då slutar vi läsa ärendet, och bara det egna svaret finns kvar. Det säger inte vem ärendet gällde.
own-answers-none = Inga svar
own-answers-none-text = Svar på inskrivningsmeddelanden kommer hit när enheten inte läser ärendet längre.
own-answers-sent = Skickat {$when}

# A supplier that has been asked.
waits-for = väntar på { $unit }
# dynamic: liability-status-*
liability-status-open = Öppet
liability-status-disputed = Bestrids
liability-status-agreed = Överens
