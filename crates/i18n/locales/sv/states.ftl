# Search, help, settings.
search-intro = Bland de ärenden som ditt uppdrag ger dig rätt att se. Sökningen loggas.
search-field = Namn eller personnummer
search-help = Början av ett efternamn eller förnamn, minst två bokstäver, eller hela numret med 12 siffror.
search-nothing = Inget att visa i ditt uppdrag
search-nothing-text = Kontrollera stavning eller nummer, eller byt uppdrag.
search-too-many = För många sökningar på kort tid.
search-hits = { $n ->
    [one] { $n } ärende
   *[other] { $n } ärenden
}
search-more = Det finns fler. Skriv mer av namnet.
keys-intro = Enteckenskommandon gäller aldrig när du skriver i ett fält.
keys-are-on = De är påslagna.
keys-are-off = De är avstängda.
keys-switch = Slå av eller på
keys-see-all = Visa alla kortkommandon
keys-in-list = I ärendelistan
keys-in-chain = I ett ärende
keys-everywhere = Överallt
keys-next-row = nästa rad
keys-previous-row = föregående rad
keys-open = öppna ärendet
keys-acknowledge = kvittera det som är nytt i raden
keys-messages = till radens meddelanden
keys-next-case = nästa ärende i listan
keys-previous-case = föregående ärende i listan
keys-new-message = skriv ett meddelande
keys-acknowledge-first = kvittera det översta olästa
keys-search = sök
keys-this-page = visa den här sidan
keys-send = skicka formuläret
keys-lock = lås skärmen
account-user-name = Användarnamn: { $name }
account-look = Språk och utseende
account-keys-text = Enteckenskommandon som J, K och E. Stäng av dem om du styr datorn med röst eller ofta råkar trycka fel.

# When there is nothing to show.
no-access = Det finns inget att visa här i ditt uppdrag.
no-access-text = Byt uppdrag om du väntade dig något annat. Försöket är loggat.
forbidden = Det ingår inte i ditt uppdrag
forbidden-would-do = Det här uppdraget räcker
forbidden-ask = Be någon med rätt uppdrag, eller den som leder enheten.
forbidden-logged = Försöket är loggat.
not-found = Sidan finns inte
not-found-text = Adressen kan vara felskriven eller gammal.
error-unexpected = Något gick fel hos oss
error-unexpected-text = Ingenting har skickats. Försök igen om en stund.
error-not-saved = Det gick inte att spara
error-not-saved-text = Ingenting har skickats. Försök igen. Går det inte: ring mottagaren, och använd reservpärmen.
error-form-expired = Formuläret gäller inte längre
error-form-expired-text = Det var öppet för länge, eller hörde till en annan inloggning. Öppna det igen.
error-too-many = För många försök på kort tid
error-too-many-text = Vänta en minut och försök igen.
error-too-large = Formuläret är för stort
error-too-large-text = Ingenting har skickats. Ett formulär får vara högst 256 kB. Korta ner texten och skicka den igen.
error-bad-request = Det gick inte att förstå adressen
error-bad-request-text = Gå tillbaka och försök igen.
error-unknown = Det är oklart om det sparades
error-unknown-text = Skicka igen: samma formulär räknas en gång, hur många gånger det än skickas. Titta i ärendet. Är det bråttom: ring mottagaren.
error-typed = Det du skrev
error-again = Försök igen
error-draft-kept = Det du skrev är sparat som utkast.
error-number = Felnummer
