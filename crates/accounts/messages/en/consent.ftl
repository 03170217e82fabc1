# The consent page.

consent-page = Access for { $app }
consent-title = <bdi>{ $app }</bdi> asks for access
consent-you = You are <bdi>{ $email }</bdi>.
consent-you-named = You are <bdi>{ $name }</bdi>, <bdi>{ $email }</bdi>.
consent-not-you = Not you?
consent-lead = What you leave ticked is granted.
consent-lead-always = It gets what is listed here, and nothing else.
consent-lead-nothing = It learns which account is yours, and nothing else.
consent-claimed = Any program can claim such links: accept only if you started this yourself.
consent-end = You can end its access at any time in your account here, under Connected apps.
consent-deny = Deny
consent-accept = Accept

# After the answer, while the browser hands it to an app on this computer.
consent-gone = Going back to <bdi>{ $app }</bdi>
    .next = When it has opened, you can close this page.
    .not = If nothing opened, your browser may have asked first.
consent-again = Open it again

# What is asked for, and what it shows or does where the person's own values do not say so.
ask-id = Your account id
    .shows = { $id }. Always part of it.
ask-apis = Use these APIs in your name
ask-personal-information = Your name and e-mail
ask-personal-configuration = Your language and formats
ask-product-apis = Use product APIs
    .shows = Calls the products that you may use, with your permissions.
ask-km-editor-api = Edit the knowledge base as you
    .shows = Articles it writes carry your name.
ask-reporting-api = Read reports as you
    .shows = It sees every report that you may see.
ask-profile = Your name, language and formats
ask-email = Your e-mail
ask-business = For the business { $business }
    .shows = It acts for it, and learns your e-mail ({ $email }) and your role. Always part of it.
ask-no-business = Your e-mail and your role
    .shows = { $email }. You belong to no business here. Always part of it.
ask-read-write = Read and write as you may
    .shows = It learns your name, e-mail, language and time zone, and stays signed in until you take its access away.
ask-user-read = Your profile
    .shows = { $known }, and what else your profile says.
ask-user-write = Change your profile
    .shows = It may change your names, picture, words about you, place and page. Your e-mail stays as it is.
ask-offline-access = Stay signed in
    .shows = It renews its access while you are away, until you sign it out.
ask-accounts-admin = Administer this service
    .shows = It changes apps, people, organisations and keys as you may.
ask-account = Look after your account
    .shows = It may change your profile and your password, sign you out elsewhere and take access from apps.
ask-unknown = Something that this service has no words for
    .shows = Ask who made the app what “{ $scope }” is for.
ask-acts-as-you = It acts as you. Leave it unticked when in doubt.
ask-address = Your address
ask-phone = Your phone number
ask-not-set = Not set yet.

# Claims that an app asks for one by one.
claim-name = Your name
claim-preferred-username = Your short name
claim-picture = Your picture
claim-website = Your web page
claim-settings = Your language and formats
claim-updated-at = When your profile was last changed
claim-email-verified = Whether your e-mail address was checked

# What the app says of itself.
consent-policy = Privacy policy
consent-terms = Terms

# An answer that goes to the app in a form.
hand-over-title = Going back to { $host }
hand-over-title-computer = Going back to a program on this computer
hand-over-lead = Your answer is on its way. If nothing happens, press the button.
hand-over-button = Continue
