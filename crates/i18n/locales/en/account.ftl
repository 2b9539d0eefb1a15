# Sign in, assignment, lock.
sign-in = Sign in
sign-out = Sign out
signed-out = You are signed out.
welcome-title = One shared care chain, from admission to home
welcome-text = Hospital, municipality and primary care see the same care chain and see who does what next.
sign-in-intro = Enter your user name and password.
user-name = User name
password = Password
sign-in-wrong = That sign-in is not right.
sign-in-wrong-what = Check the user name and the password.
sign-in-too-many = Too many tries.
sign-in-wait = Wait { $wait } and try again.
demo = Demo
demo-or = or, in this demo
demo-who = Who do you want to be?
demo-intro = Invented people in an invented county. Choose one and you are signed in.
shared-computer = Shared computer?
shared-computer-text = Lock the screen when you leave (Ctrl+L). It also locks by itself. Your draft is there when you unlock.
cannot-sign-in = I cannot sign in
cannot-sign-in-text = Contact the lead of your unit, or its service desk. If the system is down: use the reserve binder.
cannot-sign-in-phone = Call the service desk, { $phone }. If the system is down: use the reserve binder.
choose-assignment = Choose assignment
hello = Hello { $name }.
signed-in-at = Signed in at { $time }.
signed-in-last = The last sign-in was { $when }.
which-assignment = Which assignment are you working in now?
which-assignment-text = The assignment decides what you may see. You can change at any time, top left.
assignment-latest = Used last
assignment-others = Your other assignments
assignment-yours = Your assignments
no-assignment = You have no assignment today.
no-assignment-text = The lead of your unit can give you one in a minute.
needs-us = { $n ->
    [one] { $n } needs an act
   *[other] { $n } need an act
}
locked = The screen is locked
locked-since = { $name }, since { $time }
locked-draft = What you have written is kept for you and never shown to anybody else.
unlock = Unlock
unlock-demo = Unlock (demo, without password)
unlock-wrong = The password is not right.
change-user = Change user
