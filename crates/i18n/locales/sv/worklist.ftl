# The worklist.
print-list = Skriv ut listan
back-to-list = Tillbaka till listan
print-secrecy = Innehåller sekretessuppgifter
start-case = Starta ärende
weekend-risk = Helgrisk
weekend-headline = { $n ->
    [one] { $n } person riskerar att bli kvar över helgen
   *[other] { $n } personer riskerar att bli kvar över helgen
}
weekend-text = Utskrivningsklar, eller väntas bli det, före helgen, och något saknas.
weekend-ours = För { $n } av dem är nästa steg vårt.
liability-in = om { $left }
weekend-last = Sista tid före helgen: { $time }, om { $left }.
weekend-show = { $n ->
    [one] Visa
   *[other] Visa de { $n }
}
facts-label = Läget idag
counts-label = Urval
count-all = Alla
count-mine = Mina
count-unassigned = Ej fördelade
count-late = Försenade
count-unread = Med olästa
col-bed = Plats
col-area = Område
col-person = Person
col-stage = Läge
col-next = Nästa steg
col-due = Senast
col-estimate = Beräknad ut
col-liability = Betalningsansvar
col-municipality = Kommun
col-ward = Avdelning
col-prepared = Klart inför hemgång
col-messages = Meddelanden
col-flags = Flaggor
group-ours = Kräver åtgärd av oss
group-ours-note = Sorterade efter tid
group-hospital = Väntar på sjukhuset
group-municipality = Väntar på kommunen
group-primary-care = Väntar på primärvården
group-waits-note = Vi kan påminna, men någon annan har nästa steg
group-as-planned = Enligt plan
group-as-planned-note = Inget behöver göras idag
group-closed = Avslutade
group-closed-note = Senaste först
show-own-answers = Visa svar i ärenden som vi inte läser längre
municipality-area = { $name }, område { $area }
show-closed = Visa avslutade ärenden
group-stays = Inskrivna utan meddelande
group-stays-note = Från sjukhusets patientsystem. Syns bara för er
group-shows = Visar { $n }.
order-kept = Ordningen behålls tills du väljer att uppdatera.
worklist-changed-row = Ändrad { $time }
unread = { $n ->
    [one] { $n } oläst
   *[other] { $n } olästa
}
unread-messages = { $n ->
    [one] meddelande
   *[other] meddelanden
}
nothing-new = Inga nya
prep-of = { $done } av { $total }
pages-label = Fler ärenden
page-first = Första
page-next = Nästa 50
group-by = Gruppera
group-by-step = Åtgärd
group-by-municipality = Kommun
group-by-stage = Läge
group-by-room = Sal
group-by-ward = Avdelning
group-none = Uppgift saknas
group-room = Sal { $room }
acknowledged = Kvitterat: { $name }
place-in-list = Ärende { $n } av { $total } i ”{ $list }”
