# Refusals and errors that the pages meet.
forbidden-protected = Personen har skyddade uppgifter. Bara den ansvariga avdelningen ser ärendet.
forbidden-protected-act = Personen har skyddade personuppgifter. Det här görs inte i Brygga: ta direkt kontakt per telefon.
forbidden-phase = Det går inte i det läge som ärendet är i nu.
forbidden-care-contact-only = Bara den fasta vårdkontakten, eller enhetens chef, kan göra det.
forbidden-compartment = Uppgifterna ligger under en annan verksamhets sekretess.
forbidden-relation = Det är en annan parts uppgift i det här ärendet.
forbidden-role = Din roll i det här uppdraget räcker inte.
forbidden-parties-only = Det är bara för betalningens parter: välj er egen kommun eller avdelning.
error-full = Det går inte att spara just nu
error-full-text = Disken är full. Ingenting har skickats. Det går att läsa, men inte att skriva. Ring mottagaren, och säg till driften.

# The worklist.
worklist-subtitle = { $day } kl. { $time } · { $cases } på { $unit }
worklist-cases = { $n ->
    [one] { $n } ärende
   *[other] { $n } ärenden
}
worklist-table = Vårdkedjor på { $unit }
worklist-print-foot = { $unit }, utskriven { $time } av { $name }
worklist-empty = Inga ärenden just nu
worklist-empty-text = Nya ärenden visas här så snart någon skickar ett inskrivningsmeddelande eller en fråga till er.
worklist-empty-filter = Inget ärende i det här urvalet
worklist-empty-filter-text = Alla ärenden finns kvar i hela listan.
worklist-empty-ours = Inget kräver åtgärd av er just nu
worklist-empty-ours-text = { $n ->
    [one] Ett ärende väntar på andra eller går enligt plan.
   *[other] { $n } ärenden väntar på andra eller går enligt plan.
}
worklist-show-all = Visa alla
area-all = Alla områden
fact-liability = { $n ->
    [one] Betalningsansvar kan inträda i natt för { $n } person
   *[other] Betalningsansvar kan inträda i natt för { $n } personer
}
fact-liability-text = Beräknat på dagen för meddelandet om utskrivningsklar.
fact-leaving = { $n ->
    [one] { $n } person väntas gå hem idag
   *[other] { $n } personer väntas gå hem idag
}
fact-leaving-text = Enligt beräknad utskrivning.
protected-person = Skyddad identitet
age-years = { $n } år
stage-since = sedan { $when }
step-none = Inget nästa steg just nu
acknowledge = Kvittera
flag-conflict = Behöver redas ut
flag-new = Nytt
flag-municipality-ready = Kommunklar
flag-municipalities-ready = Kommunklar { $ready } av { $of }
flag-deceased-by-feed = Avliden enligt patientsystemet

# Assignments.
assignment-until = till { $day }
standing-for-now = tills vidare
give-intro = Den som får uppdraget ser samma ärenden som { $unit } till och med sista dagen.
give-user = Vem
give-role = Roll
give-from = Första dag
give-to = Sista dag
give-to-help = Uppdraget upphör av sig självt efter den dagen.
give-submit = Ge uppdraget
give-error-user = Välj en person.
give-error-role = Välj en roll som enheten kan ge.
give-error-date = Skriv ett datum.
give-error-to = Sista dag ska vara samma dag som den första eller senare, och inte för långt bort.
give-error-other = Uppdraget kunde inte ges. Kontrollera uppgifterna.

# Search and the access log.
search-place = { $ward }, plats { $bed }
search-unclear-empty = Skriv ett namn eller ett personnummer.
search-unclear-short = Skriv minst två bokstäver.
search-unclear-number = Det är inte ett möjligt personnummer. Skriv alla 12 siffror.
identity-number = Personnummer
access-somebody = Medarbetare
access-own-answer = Läste sitt eget svar
access-own-answers = Läste listan över egna svar
access-opened = Öppnade ärendet
access-read-log = Läste loggen
access-list = Såg ärendet i en lista
access-search = Fann ärendet genom sökning
access-denied = Nekades
access-wrote = Skrev i ärendet

# dynamic: weekday-*
weekday-1 = Måndag
weekday-2 = Tisdag
weekday-3 = Onsdag
weekday-4 = Torsdag
weekday-5 = Fredag
weekday-6 = Lördag
weekday-7 = Söndag
# dynamic: month-*
month-1 = januari
month-2 = februari
month-3 = mars
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = augusti
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

# The work in the background, for whoever looks after the server.
jobs-intro = Det som servern gör av sig själv. Det som har misslyckats försöks igen med längre och längre mellanrum. Det som har getts upp väntar på dig.
jobs-none = Inget arbete väntar.
jobs-what = Vad
jobs-state = Läge
jobs-attempts = Försök
jobs-when = Nästa gång
jobs-why = Fel
jobs-id = Id i loggen
jobs-retry = Försök igen
job-state-waiting = Väntar
job-state-running = Pågår
job-state-done = Klart
job-state-failed = Misslyckades, försöks igen
job-state-dead = Uppgivet
job-send-message = Skicka ett meddelande
job-refresh-rows = Räkna om rader i listor
job-forget-sessions = Rensa gamla inloggningar
job-send-report = Skicka månadens rapport med e-post
job-forget-looks = Rensa gamla markeringar
job-unknown = Okänt för den här versionen
