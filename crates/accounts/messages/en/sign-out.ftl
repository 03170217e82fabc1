# Signing out: the page that asks, and what is said afterwards.

sign-out-title = Sign out?
sign-out-lead = You are signed out of { $service }, and of the apps that ask it who you are.
sign-out-lead-app = <bdi>{ $app }</bdi> asks to sign you out, here and in the apps that ask this service who you are.
sign-out-button = Sign out
sign-out-stay = Stay signed in
signed-out = You are signed out
    .what = This browser is no longer signed in here. Apps that work while you are away go on until you end them.
    .next = You can close this page.
still-signed-in = You are still signed in
    .what = Nothing was changed.
    .next = You can close this page, or go back to your app.
not-signed-out = You were not signed out
    .what = { $what }
    .next = Go back to the app and tell whoever runs it. You can still sign out from your account page.
bad-sign-out-hint = The app showed something that says who you are, and this service did not write it.
bad-sign-out-other-app = The request names one app, and what it shows was given to another.
bad-sign-out-app = The request names an app that this service does not have.
bad-sign-out-no-hint = The app wants you back at an address, and does not show who it means.
bad-sign-out-return = The app wants you back at an address that is not registered here, letter by letter.
