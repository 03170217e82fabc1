# The sign-in page.

sign-in-title = Sign in
sign-in-lead = to go on to <b><bdi>{ $app }</bdi></b>.<br>It never sees your password.
sign-in-email = E-mail
sign-in-password = Password
sign-in-button = Sign in
sign-in-address = Check the address of this page before you type: <b>{ $host }</b>

# What went wrong, and what to do.
sign-in-wrong = The e-mail address or the password is wrong.
    .next = Check both and try again.
sign-in-too-many = Too many tries.
    .next = Nothing is locked.
sign-in-busy = Many people sign in at this moment.
    .next = Your password was not checked.

# Why somebody who is signed in is asked again.
sign-in-asked-for = <bdi>{ $app }</bdi> asks you to sign in again.
sign-in-too-long-ago = You signed in a while ago. <bdi>{ $app }</bdi> wants to be sure that it is still you.
sign-in-somebody-else = <bdi>{ $app }</bdi> expects somebody else than who is signed in.

# Choosing an account.
choose-title = Choose an account
choose-lead = to go on to <b><bdi>{ $app }</bdi></b>.
choose-signed-in = You are signed in as <bdi>{ $email }</bdi>.
choose-continue = Continue as <bdi>{ $who }</bdi>
choose-other = Use another account
sign-in-forgotten = Forgot your password?

# The page after the password of somebody with a second factor.
sign-in-code-title = One more step
sign-in-code-lead = Type the code that your authenticator app shows.
sign-in-code-field = Code
sign-in-code-recovery = No app at hand? Type one of your recovery codes in its place.
sign-in-code-wrong = The code is not right, or was used already.
    .next = Wait for the next one and try again.
