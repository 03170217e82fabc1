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
