step-done = klart
step-now = pågår
step-left = återstår
step-ago = { $length } sedan
step-expected = beräknad { $when }
check-done = Klart
check-under-way = Pågår
check-missing = Saknas
check-not-applicable = Ej aktuellt

# One care chain.
chain-number = Vårdkedja { $number }
of-linked-case = ur ärende { $number }
linked-case = Samma vårdtillfälle som ärende { $number }.
linked-case-with = { $stage }, ligger hos { $unit }. Dess händelser, steg och parter visas här.
linked-case-stage = { $stage }. Dess händelser, steg och parter visas här.
linked-case-other-person = Det ärendet gäller en annan person: { $person }.
linked-case-open = Visa ärende { $number }
linked-case-take-back = Ta tillbaka märkningen i ärende { $number }
chain-stage = Läge i vårdkedjan
marks-label = Parternas besked
todo-ours = { $n ->
    [one] { $n } är vår
   *[other] { $n } är våra
}
todo-empty = Inget saknas just nu.
acts = Åtgärder
timeline = Händelser och meddelanden
timeline-all = Allt
timeline-changes = Ändringar
timeline-earlier = { $n ->
    [one] Visa { $n } tidigare händelse
   *[other] Visa { $n } tidigare händelser
}
message-unread = Oläst
clock-uncertain = Osäker klocka
message-cancelled = Makulerat
needs-answer = Kräver svar
leaves-at = Skickas { $time }
reached-sent = Skickat till
reached-delivered = Levererad hos
reached-acknowledged = Kvitterad av
reached-answers-at = Återkommer:
reached-answered = Besvarad av
reached-taken-over = Tar hand om:
reached-forwarded = Vidareskickad av
reached-waits = Väntar på svar från
new-message = Nytt meddelande
new-message-placeholder = Skriv till de valda enheterna
message-to = Till:
message-compartment = Innehåll, och vem som läser det:
checklist-edit = Ändra checklistan
card-sip = SIP
card-sip-hint = samordnad individuell plan
card-parties = Aktörer
located = Finns på
located-place = { $unit }, plats { $place }
card-consent = Samtycke
parenthesis-we = (vi)

# Where two parties said different things.
conflict-values = Två olika uppgifter
conflict-ready-withdrawn = Utskrivningsklar och återtagen samtidigt
conflict-dormant = Kommunen svarade på ett besked som tagits tillbaka
conflict-discharged = Utskriven utan kommunklar
conflict-discharged-early = Utskriven innan kommunen kan ta emot
conflict-same-form = Samma formulär, olika innehåll
conflict-choose = Låt det här gälla

# Who has opened a chain.
access-log-title = Vem har öppnat
access-log-intro = Varje öppning, ändring och utskrift av uppgifter om personen. Loggen kan inte ändras.
access-when = När
access-who = Vem
access-unit = Enhet
access-printed = Skrev ut på papper
chain-print-foot = Utskrift på papper { $time } av { $unit }
access-what = Vad
access-purpose = Ändamål
