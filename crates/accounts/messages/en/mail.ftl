# Letters. Plain text: the link stands on a line of its own between .what and .end.

mail-hello = Hello { $name },

mail-invitation = { $service }: choose your password
    .what = You have an account at { $service }. Open this address to choose a password and sign in:
    .end = It works once, for seven days. If you did not expect this message, you can ignore it: nothing happens.
mail-reset = { $service }: choose a new password
    .what = Somebody, probably you, asked to choose a new password at { $service }. Open this address to do it:
    .end = It works once, for thirty minutes. If it was not you, you can ignore this message: your password stays as it is.
