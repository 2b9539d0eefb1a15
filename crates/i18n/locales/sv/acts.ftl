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
do-answer-municipality-ready = Meddela kommunklar
do-answer-outpatient-ready = Meddela öppenvårdsklar
do-prepare-item = Gör klart: { $what }
do-confirm-phone = Bekräfta det som sagts per telefon
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
role-ward-nurse = Sjuksköterska på avdelning
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
# dynamic: notice-answer-*
notice-answer-takes-over = Vi tar över
notice-answer-not-resident = Inte vår invånare
notice-answer-nothing-required = Kräver inget av oss nu

# dynamic: consent-value-*
consent-value-given = Samtycke lämnat
consent-value-refused = Nekat
consent-value-unable-harm-assessed = Kan inte samtycka, menprövat
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
refused-recipient-cannot-read = En mottagare deltar inte i ärendet eller får inte läsa det här. Välj en annan mottagare eller en annan sorts innehåll, eller lägg till parten först.
refused-copy-rule = När kommunal hälso- och sjukvård får meddelandet ska också öppenvården få det. Välj en vårdcentral eller mottagning.
refused-no-ground = Del 2 får skickas först när samtycke, menprövning eller tvångsvård är noterat.
refused-protected = Personen har skyddade personuppgifter. Ta direkt kontakt per telefon i stället.
refused-empty = Fyll i fältet.
refused-too-long = Texten är för lång. Korta den.
refused-impossible-time = Tiden kan inte stämma. Kontrollera datum och klockslag.
refused-not-standing = Det som åtgärden gäller finns inte kvar. Läs ärendet igen.
refused-already-done = Det är redan gjort. Läs ärendet igen.
refused-gate-open = Något är inte klart. Gör klart det, eller skriv varför du går vidare ändå.
refused-municipality-not-contacted = Kommunen har inte meddelat att den kan ta emot då. Ring kommunen och markera att det är gjort.
refused-same-person = En annan person måste bekräfta.
refused-not-your-unit = En annan enhet ska göra det här.
refused-care-contact-only = Bara den fasta vårdkontakten, eller verksamhetschefen, kallar till SIP.
refused-no-care-contact = Fast vårdkontakt är inte utsedd. Be öppenvården utse en först.
refused-no-consent = Personen har sagt nej till SIP. Notera nytt samtycke först.
refused-wrong-stage = Det går inte i det här läget. Läs ärendet igen.
refused-too-late = Det är för sent att ångra. Rätta eller makulera i stället.

# dynamic: time-error-*
time-error-empty = Skriv datum och klockslag.
time-error-date-format = Skriv datumet som 2026-11-20.
time-error-no-such-date = Datumet finns inte.
time-error-time-format = Skriv klockslaget med timme och minut, som 11:05.
time-error-no-such-time = Klockslaget finns inte.
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
event-released = Lämnat tillbaka
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
event-nursing-report-sent = Vårdrapport
event-report-shared = Rapport
event-discharge-ready-declared = Utskrivningsklar
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
event-chain-closed = Avslutat
event-deceased-recorded = Avliden
event-deceased-confirmed = Avliden, bekräftat
event-told-by-phone = Enligt telefon
event-phone-confirmed = Telefonbesked bekräftat
event-phone-unanswered = Ringt, ej svar
event-checklist-item-set = Checklista
event-checklist-item-detailed = Checklista, innehåll
event-consent-recorded = Samtycke
event-ward-moved = Ny avdelning
event-protected-identity-marked = Skyddade personuppgifter
event-identity-changed = Personuppgifter ändrade
event-facts-cancelled = Makulerat
event-cancellation-confirmed = Makulering bekräftad
event-same-as-marked = Samma vårdtillfälle
event-not-same-as-marked = Inte samma vårdtillfälle
event-unknown = Händelse

