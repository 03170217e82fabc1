# The pages on which people look after their own account.

account-parts = Parts of your account
account-profile = Profile
account-password = Password
account-second-factor = Two-step sign-in
account-sessions = Where you are signed in
account-apps = Connected apps
account-sign-out = Sign out

# Profile.
account-name = Name
account-username = Short name
account-example = Today and a number, as you read them: <b>{ $example }</b>
account-reach = Where you are reached
account-phone-number = Telephone
account-location = Place
account-street-address = Street and number
account-postal-code = Postal code
account-locality = Town
account-region = Region
account-country = Country
account-about = About you
account-website = Website
account-avatar-url = Address of a picture
account-bio = A few words
account-save = Save
account-saved = Your profile is stored.
account-not-set = Not set
account-not-stored = Not stored yet. Mend what is marked below.
account-changed-meanwhile = Not stored: your profile was changed elsewhere meanwhile. This is how it is now.
account-problem-phone = Write the number with its country code, as +34 600 000 000.
account-problem-address = Write the address with https, as https://example.com/ada.
account-problem-text = This is too long, or has signs that cannot be stored. Write it shorter.

# Password.
account-password-lead = Changing it signs you out in every other browser, and apps have to sign in again.
account-password-old = Current password
account-password-new = New password
account-password-button = Set the password
account-password-wrong = This is not your password.
account-password-changed = Your password is changed. Other browsers were signed out, and apps have to sign in again.

# Second factor.
account-second-factor-off = After your password you type a code from an authenticator app. Somebody who learns your password alone cannot sign in.
account-second-factor-begin = Set up
account-second-factor-scan = Scan this with an authenticator app, then type the code that it shows.
account-second-factor-type = Or type this into the app:
account-second-factor-confirm = Confirm
account-second-factor-later = Not now
account-second-factor-on = Each sign-in asks for a code from your authenticator app, since { $since }.
account-second-factor-added = Two-step sign-in is on.
account-second-factor-remove = Switch off
    .then = After that your password alone is enough. Type it to go on.
account-second-factor-removed = Two-step sign-in is switched off.
account-second-factor-renewed = These codes take the place of the ones before.
account-code = Code
account-code-wrong = This code is not right, or was used already. Wait for the next one.
account-recovery-codes = Recovery codes
account-recovery-left = { $left ->
    [0] None is left. Make new ones: without them and without the app you cannot sign in.
    [one] One is left. It signs you in once, when the app is out of reach.
   *[other] { $left } are left. Each signs you in once, when the app is out of reach.
}
account-recovery-renew = Make new codes
account-recovery-once = Keep these recovery codes where you keep what matters. Each signs you in once, when the app is out of reach. They are not shown again.
account-recovery-kept = I have kept them

# Where somebody is signed in.
account-sessions-lead = Each browser that is signed in here as you. Do you not know one? Sign it out and change your password.
account-browser-unknown = A browser
account-session-began = Since { $since }
account-session-since = Since { $since }, from { $address }
account-session-used = Last used { $used }
account-session-here = This browser
account-session-end = Sign out
account-sessions-end = Sign out all others
account-session-ended = It is signed out.
account-sessions-ended = All others are signed out.

# Connected apps.
account-apps-lead = Each app that has access to your account. Ending it takes effect at once.
account-apps-none = No app has access.
account-app-since = Since { $since }.
account-app-used = Last used { $used }.
account-app-revoke = End access
account-app-revoked = Its access has ended.

# The way in.
account-sign-in-lead = to look after your account.
account-sign-in-again = Show once more that it is you. This part asks for it when your sign-in is older than five minutes.
account-signed-out = You are signed out
    .what = This browser is signed out of the service.
    .next = You can close this page.

# One-time links.
link-title = Choose a password
link-open-lead = Your link works once. Nothing is done with it until you go on.
link-open-button = Go on
link-invitation = You were invited. You will sign in as <b><bdi>{ $email }</bdi></b>.
link-reset = for <b><bdi>{ $email }</bdi></b>. Every browser is signed out, and apps have to sign in again.
link-gone = This link does not work any more
    .what = It was used, is too old, or a newer one took its place.
    .next = Ask for a new one.
link-done = Your password is set
    .what = From now on you sign in with it. Whatever was signed in before is signed out.
    .next = You can close this page and sign in from your app.
forgotten-title = Forgot your password?
forgotten-lead = Give your address. If this service knows it, a link to choose a new password goes there by e-mail.
forgotten-button = Send the link
forgotten-sent = Look into your e-mail
    .what = If this service knows the address, a link is on its way. It works for thirty minutes.
    .next = Nothing came? Look among unwanted e-mail, or ask an administrator for a link.
forgotten-no-mail = This service sends no e-mail
    .what = So it cannot send you a link.
    .next = Ask an administrator: they can make one for you.
