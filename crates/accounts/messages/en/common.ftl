# Words that more than one page says.

page-footer = A Countersign accounts service
page-languages = Languages of this page

message-account = Your account

# When to try again.
again-soon = Try again in a moment.
again-seconds = { $seconds ->
    [one] Try again in one second.
   *[other] Try again in { $seconds } seconds.
}
again-minutes = { $minutes ->
    [one] Try again in one minute.
   *[other] Try again in { $minutes } minutes.
}

# Where the person goes after a sign-in.
return-to-site = Afterwards you go back to <b>{ $host }</b>.
return-to-computer = Afterwards you go back to <b>a program on this computer</b>.
return-to-app = Afterwards you go back to <b>the app on this computer</b> that opens <code>{ $scheme }</code> links.
