# Words that more than one page says.

page-footer = Un servicio de cuentas Countersign
page-languages = Idiomas de esta página

message-account = Tu cuenta

# When to try again.
again-soon = Inténtalo de nuevo en un momento.
again-seconds = { $seconds ->
    [one] Inténtalo de nuevo dentro de un segundo.
   *[other] Inténtalo de nuevo dentro de { $seconds } segundos.
}
again-minutes = { $minutes ->
    [one] Inténtalo de nuevo dentro de un minuto.
   *[other] Inténtalo de nuevo dentro de { $minutes } minutos.
}

# Where the person goes after a sign-in.
return-to-site = Después vuelves a <b>{ $host }</b>.
return-to-computer = Después vuelves a <b>un programa de este ordenador</b>.
return-to-app = Después vuelves a <b>la aplicación de este ordenador</b> que abre los enlaces <code>{ $scheme }</code>.
