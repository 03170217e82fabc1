# Pages that say what happened (.what) and what to do (.next).

unknown-app = This app is not known here
    .what = The address that you came by names an app that this service does not have, or that an administrator has switched off.
    .next = Go back to the app and tell whoever runs it. Nothing about you was passed on.
redirect-uri-mismatch = The way back is not registered
    .what = { $app } asks to be answered at an address that is not on its list here, so you are not sent there.
    .next = Tell whoever runs the app: the address has to be registered exactly, letter by letter. Nothing about you was passed on.
expired-request = This sign-in has ended
    .what = It was answered already, or it was left for too long, or it was begun in another browser.
    .next = Go back to the app and start again.
not-found = Nothing is here
    .what = This service has no page at this address.
    .next = Check the address, or start again from your app.
method-not-allowed = This address works another way
    .what = The page was asked for in a way that it does not answer.
    .next = Start again from your app.
too-many-tries = Too many tries
    .what = From here, or with this name, a password was wrong ten times within 15 minutes.
    .next = Nothing is locked. { $again }
too-many-links = Too many requests
    .what = From here, or for this address, a link was asked for ten times within 15 minutes.
    .next = Look into the e-mail that came. { $again }
busy = The service is busy
    .what = More people are here than it can answer at once. Nothing was lost.
    .next = { $again }
cannot-store = Nothing can be stored now
    .what = The service cannot write to its disk. What you sent was not stored; nothing else was lost.
    .next = { $again } If it goes on, tell whoever runs this service.
internal = Something went wrong here
    .what = The service could not finish what you asked for. Nothing was stored.
    .next = Try again. If it happens each time, tell whoever runs this service; the log says more.
front = An accounts service
    .what = { $service } is where apps send you to sign in.
    .next = Start from the app that you want to use, or look after your account here.

# The page before the way back to an app on this computer whose request is refused.
turned-back = This sign-in cannot go on
    .what = The app asked in a way that this service refuses. Nothing about you was passed on.
    .next = Press the button to go back to it: it is told why.
turned-back-button = Back to the app

# A request that cannot be read, and why.
bad-request = This request cannot be understood
    .what = { $what }
    .next = Go back to the app and start again. If it happens each time, tell whoever runs it.
bad-form-text = The form holds something that is not text in UTF-8.
bad-form-twice = A field of the form is there twice.
bad-form = The form cannot be read.
bad-parameter-twice = A parameter is there twice.
bad-request-text = It holds something that is not text in UTF-8.
bad-request-twice = It says twice which app it is of, or where the answer goes.
bad-request-no-app = It does not say which app it is of (client_id).
bad-request-no-return = It does not say where the answer goes (redirect_uri).
bad-consent-scope = It accepts something that is not a scope.
bad-consent-not-asked = It accepts something that the app did not ask for.
bad-consent-answer = It says neither accept nor deny.
bad-request-long = It is longer than an address may be.
bad-choice = It says none of the answers that the page has.
