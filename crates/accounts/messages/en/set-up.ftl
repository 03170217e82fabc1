# The set-up page, and what stands after it.

set-up-page = Set up
set-up-title = Set up this service
set-up-lead = You become its first administrator: you decide which apps may ask for access.
set-up-not-stored = Not stored yet.
    .next = Mend what is marked below, and type the password again.
set-up-name = Your name
set-up-email = E-mail
set-up-password = Password
set-up-password-hint = 12 characters or more.
set-up-password-again = Password, again
set-up-formats = How you read dates and numbers
set-up-language = Language
set-up-time-zone = Time zone
set-up-dates = Dates
set-up-numbers = Numbers
set-up-smart-dates = Dates near today as words
    .example = “yesterday”, “in two days”
set-up-button = Become administrator

# What is wrong with a field.
problem-name = Give your name; apps that you allow see it.
problem-name-long = Write your name in at most 200 characters, on one line.
problem-email = Write the address as ada@example.com.
problem-choice = Choose one of the list.
problem-password-short = Choose a password of at least 12 characters. Several words in a row are easy to remember.
problem-password-long = Choose a password of at most 256 characters.
problem-password-not-typed = Choose a password that can be typed: one line, without tabs and other control characters.
problem-password-again = The two passwords are not the same. Type them again.

set-up-closed = This set-up address no longer works
    .what = It works once, for ten minutes, and only while the service has no people.
    .next = If nobody was set up yet, start the service again, or press Set up in the app: it gives a new address.
set-up-done = The service is set up
    .what = { $name } is its first administrator, and signs in as { $email }.
    .next = You can close this page and sign in from your app.
