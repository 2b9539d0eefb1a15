# Refusals and errors that the pages meet.
forbidden-protected = Personen har skyddade uppgifter. Bara den ansvariga avdelningen ser ärendet.
forbidden-phase = Det går inte i det läge som ärendet är i nu.
forbidden-care-contact-only = Bara den fasta vårdkontakten, eller enhetens chef, kan göra det.
forbidden-compartment = Uppgifterna ligger under en annan verksamhets sekretess.
forbidden-relation = Det är en annan parts uppgift i det här ärendet.
forbidden-role = Din roll i det här uppdraget räcker inte.
error-full = Det går inte att spara just nu
error-full-text = Disken är full. Ingenting har skickats. Det går att läsa, men inte att skriva. Ring mottagaren, och säg till driften.
