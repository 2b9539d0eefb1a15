# Search, help, settings.
search-intro = Among the cases that your assignment lets you see. The search is logged.
search-field = Name or identity number
search-help = The beginning of a family or given name, at least two letters, or the whole number with 12 digits.
search-nothing = Nothing to show in your assignment
search-nothing-text = Check the spelling or the number, or change assignment.
search-too-many = Too many searches in a short time.
search-hits = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
search-more = There are more. Type more of the name.
keys-intro = Single-key commands never apply while you type in a field.
keys-are-on = They are on.
keys-are-off = They are off.
keys-switch = Turn on or off
keys-see-all = Show all keyboard commands
keys-in-list = In the worklist
keys-in-chain = In a case
keys-everywhere = Everywhere
keys-next-row = next row
keys-previous-row = previous row
keys-open = open the case
keys-acknowledge = acknowledge what is new in the row
keys-messages = to the messages of the row
keys-next-case = next case of the list
keys-previous-case = previous case of the list
keys-new-message = write a message
keys-acknowledge-first = acknowledge the topmost unread
keys-search = search
keys-this-page = show this page
keys-send = send the form
keys-lock = lock the screen
account-user-name = User name: { $name }
account-look = Language and appearance
account-keys-text = Single-key commands such as J, K and E. Turn them off if you control the computer by voice or often press by mistake.

# When there is nothing to show.
no-access = There is nothing to show here in your assignment.
no-access-text = Change assignment if you expected something else. The attempt is logged.
forbidden = This is not part of your assignment
forbidden-would-do = This assignment would do
forbidden-ask = Ask somebody with the right assignment, or the lead of the unit.
forbidden-logged = The attempt is logged.
not-found = The page does not exist
not-found-text = The address may be mistyped or old.
error-unexpected = Something went wrong on our side
error-unexpected-text = Nothing has been sent. Try again in a while.
error-not-saved = It could not be saved
error-not-saved-text = Nothing has been sent. Try again. If that fails: call the recipient, and use the reserve binder.
error-form-expired = The form is no longer valid
error-form-expired-text = It was open for too long, or belonged to another sign-in. Open it again.
error-too-many = Too many tries in a short time
error-too-many-text = Wait a minute and try again.
error-too-large = The form is too large
error-too-large-text = Nothing has been sent. A form may be at most 256 kB. Shorten the text and send it again.
error-bad-request = The address could not be understood
error-bad-request-text = Go back and try again.
error-unknown = It is unclear whether it was saved
error-unknown-text = Send it again: the same form counts once however often it is sent. Look in the case. If it is urgent, call the recipient.
error-typed = What you wrote
error-again = Try again
error-draft-kept = What you typed is saved as a draft.
error-number = Error number
