# Refusals and errors that the pages meet.
forbidden-protected = The person has protected identity. Only the responsible ward sees the case.
forbidden-phase = It is not possible at this point of the case.
forbidden-care-contact-only = Only the permanent care contact, or the head of the unit, can do it.
forbidden-compartment = The information is under another organisation’s secrecy.
forbidden-relation = It is another party’s task in this case.
forbidden-role = Your role in this assignment does not suffice.
error-full = Saving is not possible right now
error-full-text = The disk is full. Nothing has been sent. Reading works, writing does not. Call the recipient, and tell the operators.
