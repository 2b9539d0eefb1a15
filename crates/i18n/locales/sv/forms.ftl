# Forms, confirmations and receipts.
form-not-sent = { $n ->
    [one] Inte skickat. Rätta en sak:
   *[other] Inte skickat. Rätta { $n } saker:
}
draft-discard = Släng utkastet
told-will = De här får besked
told-were = De här har fått besked
cannot-be-undone = Det går inte att ångra, bara att återta eller rätta med ett nytt besked.
same-form-text = Du skickade formuläret { $time } och har nu fyllt i något annat. Det som skickades gäller.
same-form-sent = Skickat { $time }
same-form-holds = Gäller
same-form-typed = Det du skrev nu
not-sent = Inte skickat
send-as-correction = Skicka som rättelse
keep-what-was-sent = Behåll det som skickades
stale-title = Någon annan hann före
stale-kept = Det du skrev är kvar men inte skickat.
stale-typed = Det du skrev
stale-read = Läs ändringen
standing-title = Uppdrag i { $unit } just nu
standing-end = Avsluta
