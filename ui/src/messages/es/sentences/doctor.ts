import type { Sentence } from "../../../generated/sentences";

/** Qué encuentra el diagnóstico. */
export const doctor = {
  "An agent answers at {0}.": "Un agente responde en {0}.",
  "Nobody answers at {0}, which an agent left behind.":
    "Nadie responde en {0}, que dejó un agente.",
  "Start it again: countersign agent. Until then commands do without it, and other programs get no token.":
    "Inícialo de nuevo: countersign agent. Hasta entonces las órdenes se las arreglan sin él, y otros programas no reciben ningún token.",
  "Choose a default browser in the system's settings, or: xdg-settings set default-web-browser NAME.desktop":
    "Elige un navegador predeterminado en los ajustes del sistema, o con: xdg-settings set default-web-browser NAME.desktop",
  "No program that opens pages is installed, such as xdg-open.":
    "No hay instalado ningún programa que abra páginas, como xdg-open.",
  "Install xdg-utils. Where your browser is on another machine: --return paste or --return device.":
    "Instala xdg-utils. Si tu navegador está en otra máquina: --return paste o --return device.",
  "The default browser could not be found out: {reason}.":
    "No se pudo averiguar el navegador predeterminado: {reason}.",
  "Pages open in “{entry}”, which starts {0}.":
    "Las páginas se abren en «{entry}», que inicia {0}.",
  "The browser chosen in {0} is gone (“{gone}”); pages open in “{entry}” instead.":
    "El navegador elegido en {0} ya no está («{gone}»); las páginas se abren en «{entry}».",
  "Pages would open in “{entry}”, which starts {program}, and that is gone.":
    "Las páginas se abrirían en «{entry}», que inicia {program}, y eso ya no está.",
  "The browser chosen in {0} is gone (“{gone}”), and no other opens pages.":
    "El navegador elegido en {0} ya no está («{gone}»), y ningún otro abre páginas.",
  "Pages would open in “{entry}”, which starts nothing.":
    "Las páginas se abrirían en «{entry}», que no inicia nada.",
  "Pages open in {0}, which BROWSER names.": "Las páginas se abren en {0}, que nombra BROWSER.",
  "There is no default browser.": "No hay ningún navegador predeterminado.",
  "{CHOOSE}. Where your browser is on another machine: --return paste or --return device.":
    "{CHOOSE}. Si tu navegador está en otra máquina: --return paste o --return device.",
  "No service told the time, so the clock was not compared.":
    "Ningún servicio dijo la hora, así que el reloj no se comparó.",
  "Set the clock, or have the network set it (on Linux: timedatectl set-ntp true). Sign-ins fail while it is off by more than a minute.":
    "Pon el reloj en hora, o que lo haga la red (en Linux: timedatectl set-ntp true). Los inicios de sesión fallan mientras difiere en más de un minuto.",
  "The clock agrees with that of {good}.": "El reloj coincide con el de {good}.",
  "Ask whoever runs that service.": "Pregunta a quien lleva ese servicio.",
  "The keychain does not open, and this vault is opened with a passphrase, which was not given.":
    "El llavero no se abre, y este archivo sellado se abre con una frase de contraseña, que no se dio.",
  "Give it: --vault passphrase --passphrase-file FILE.":
    "Dala: --vault passphrase --passphrase-file FILE.",
  "The keychain keeps and gives back what it is given.":
    "El llavero guarda y devuelve lo que se le da.",
  "The passphrase opens this vault; no keychain is used.":
    "La frase de contraseña abre este archivo sellado; no se usa ningún llavero.",
  "The passphrase is not the one of this vault, or its file cannot be read.":
    "La frase de contraseña no es la de este archivo sellado, o su archivo no se puede leer.",
  "Check the passphrase file. Nothing is lost.":
    "Comprueba el archivo de la frase de contraseña. No se pierde nada.",
  "The keychain is locked.": "El llavero está bloqueado.",
  "Unlock it, and try again. Nothing is lost.":
    "Desbloquéalo e inténtalo de nuevo. No se pierde nada.",
  "The keychain does not answer; it may be waiting for you to unlock it.":
    "El llavero no responde; puede que espere a que lo desbloquees.",
  "Look for its question on the screen, or restart it. Nothing is lost.":
    "Busca su pregunta en la pantalla, o reinícialo. No se pierde nada.",
  "This session has no keychain.": "Esta sesión no tiene llavero.",
  "Start one (on Linux a Secret Service, such as gnome-keyring or KWallet), or choose a passphrase: --vault passphrase.":
    "Inicia uno (en Linux un Secret Service, como gnome-keyring o KWallet), o elige una frase de contraseña: --vault passphrase.",
  "This system registers programs when they are installed, and is not asked.":
    "Este sistema registra los programas al instalarlos, y no se le pregunta.",
  "Which services there are stands in the vault, which does not open.":
    "Qué servicios hay está en el archivo sellado, que no se abre.",
  "There is no provider “{name}”. `countersign providers list` shows those there are.":
    "No hay ningún servicio «{name}». `countersign providers list` muestra los que hay.",
  "No service was added yet, so none was asked.":
    "Aún no se ha añadido ningún servicio, así que no se preguntó a ninguno.",
  "There was no answer within {0} s.": "No hubo respuesta en {0} s.",
  " through the proxy {proxy}": " por el proxy {proxy}",
  "Check your connection and the proxy {proxy} (HTTPS_PROXY, NO_PROXY).":
    "Comprueba la conexión y el proxy {proxy} (HTTPS_PROXY, NO_PROXY).",
  "Check your connection, and whether a firewall is in between.":
    "Comprueba la conexión, y si hay un cortafuegos en medio.",
  "{host} answers{way} (for {of}).": "{host} responde{way} (para {of}).",
  "{host} is reached{way} (for {of}).": "Se llega a {host}{way} (para {of}).",
  "The name of {host} (for {of}) is not found: {why}.":
    "El nombre de {host} (para {of}) no se encuentra: {why}.",
  "Check your connection and name server, and the addresses in `countersign providers list`.":
    "Comprueba la conexión y el servidor de nombres, y las direcciones de `countersign providers list`.",
  "{host} (for {of}) is not reached{way}: {why}.":
    "No se llega a {host} (para {of}){way}: {why}.",
  "{host} (for {of}) is on this computer or in a private network, and only a document named it. It is not asked.":
    "{host} (para {of}) está en este equipo o en una red privada, y solo lo nombró un documento. No se le pregunta.",
  "If you trust it, remove the provider, and add it again with the addresses themselves.":
    "Si te fías, quita el servicio y añádelo de nuevo con sus propias direcciones.",
  "{host} (for {of}) was not asked.": "No se preguntó a {host} (para {of}).",
  "{host} (for {of}) does not answer{way} within ten seconds.":
    "{host} (para {of}) no responde{way} en diez segundos.",
  "{host} (for {of}) takes the connection{way} and breaks it off: {why}.":
    "{host} (para {of}) acepta la conexión{way} y la corta: {why}.",
  "Try again in a moment; if it stays so, ask whoever runs the service.":
    "Inténtalo de nuevo en un momento; si sigue así, pregunta a quien lleva el servicio.",
  "The probe could not be started, as {what} ({error}).":
    "La prueba no se pudo empezar: {what} ({error}).",
  "no note of it could be made": "no se pudo anotar",
  "its page could not be put up": "no se pudo poner su página",
  "its thread broke off": "su hilo se interrumpió",
  "Choose a default browser. Where yours is on another machine: --return paste or --return device.":
    "Elige un navegador predeterminado. Si el tuyo está en otra máquina: --return paste o --return device.",
  "The opener opened nothing: {why}": "El sistema no abrió nada: {why}",
  "The system's opener took the address of a page.":
    "El sistema aceptó la dirección de una página.",
  "The link reached Countersign {version} ({program}) of another state folder, {0}.":
    "El enlace llegó a Countersign {version} ({program}) de otra carpeta de estado, {0}.",
  "Start the app with --home {0}, or run `countersign doctor --repair`.":
    "Inicia la aplicación con --home {0}, o ejecuta `countersign doctor --repair`.",
  "The link reached Countersign {version} ({program}); this is {0}.":
    "El enlace llegó a Countersign {version} ({program}); este es {0}.",
  "Update the older one: they share one vault.":
    "Actualiza el más antiguo: comparten un archivo sellado.",
  "The link reached this app: Countersign {version} ({program}).":
    "El enlace llegó a esta aplicación: Countersign {version} ({program}).",
  "The link was never asked for, as no page led to it.":
    "No se pidió el enlace, ya que ninguna página llevó a él.",
  "The page was opened, and nobody went on to the link. Was its button pressed?":
    "La página se abrió, y nadie siguió hasta el enlace. ¿Se pulsó su botón?",
  "The browser was sent to the link, and no Countersign received it.":
    "El navegador fue enviado al enlace, y ningún Countersign lo recibió.",
  "When the browser asks whether Countersign may be opened, allow it; and update the app if it is older than this.":
    "Cuando el navegador pregunte si se puede abrir Countersign, permítelo; y actualiza la aplicación si es más antigua que esta.",
  "No browser asked for the page within {0} s.": "Ningún navegador pidió la página en {0} s.",
  "Look whether a browser opened at all, and whether it may reach this computer (127.0.0.1) past its proxy.":
    "Mira si se abrió algún navegador, y si puede llegar a este equipo (127.0.0.1) sin pasar por su proxy.",
  "The browser opened the page.": "El navegador abrió la página.",
  "the system names no folder for it": "el sistema no nombra ninguna carpeta para ello",
  "Sign-ins to {0} that go to {1} come back neither to the app nor to this computer.":
    "Los inicios de sesión en {0} que van a {1} no vuelven ni a la aplicación ni a este equipo.",
  "Register app.countersign.desktop:/callback or http://127.0.0.1/callback at the service, or use --return paste.":
    "Registra app.countersign.desktop:/callback o http://127.0.0.1/callback en el servicio, o usa --return paste.",
  "{0} names the same addresses as when it was added.":
    "{0} nombra las mismas direcciones que cuando se añadió.",
  "{member}: {0} then, {1} now": "{member}: {0} entonces, {1} ahora",
  "{0} names other addresses than when it was added ({1}).":
    "{0} nombra otras direcciones que cuando se añadió ({1}).",
  "Those of then are used. If the service has moved, sign out there, remove it and add it again; if nobody told you that it moves, ask first.":
    "Se usan las de entonces. Si el servicio se ha mudado, cierra sesión en él, quítalo y añádelo de nuevo; si nadie te dijo que se muda, pregunta antes.",
  "{issuer} publishes nothing to compare with.": "{issuer} no publica nada con lo que comparar.",
  "Ask whoever runs the service. Sign-ins use the addresses of when it was added.":
    "Pregunta a quien lleva el servicio. Los inicios de sesión usan las direcciones de cuando se añadió.",
  "it has no address": "no tiene ninguna dirección",
  "the name server does not answer": "el servidor de nombres no responde",
  "Run `countersign doctor --repair`, or choose Register again in the app. Until then sign-ins come back by loopback.":
    "Ejecuta `countersign doctor --repair`, o elige «Registrar de nuevo» en la aplicación. Hasta entonces los inicios de sesión vuelven por 127.0.0.1.",
  "Start the Countersign app once: it registers itself. Sign-ins come back by loopback without it.":
    "Inicia una vez la aplicación Countersign: se registra sola. Sin eso los inicios de sesión vuelven por 127.0.0.1.",
  "Who receives {SCHEME} links could not be found out: {reason}.":
    "No se pudo averiguar quién recibe los enlaces {SCHEME}: {reason}.",
  "The app's program was not found, so its entry could not be written.":
    "No se encontró el programa de la aplicación, así que no se pudo escribir su entrada.",
  " By its files it may be {0}.": " Según sus archivos puede ser {0}.",
  " “{entry}” stands in {0}.": " «{entry}» figura en {0}.",
  "No program receives {SCHEME} links.": "Ningún programa recibe los enlaces {SCHEME}.",
  "No program receives {SCHEME} links.{why} What it starts is gone.":
    "Ningún programa recibe los enlaces {SCHEME}.{why} Lo que inicia ya no está.",
  ", which starts {0}": ", que inicia {0}",
  ", which would start {program}, and that is gone":
    ", que iniciaría {program}, y eso ya no está",
  "Another program receives {SCHEME} links: “{winner}”{program}.{why}":
    "Otro programa recibe los enlaces {SCHEME}: «{winner}»{program}.{why}",
  "“{winner}” receives the links, and starts no program.{why}":
    "«{winner}» recibe los enlaces, y no inicia ningún programa.{why}",
  "“{winner}” receives the links and starts {program}, which is gone.{why}":
    "«{winner}» recibe los enlaces e inicia {program}, que ya no está.{why}",
  "Start the app from where it is now, or reinstall it. {REPAIR}":
    "Inicia la aplicación desde donde está ahora, o reinstálala. {REPAIR}",
  "{SCHEME} links go to the app of another state folder: “{winner}” starts {0}.":
    "Los enlaces {SCHEME} van a la aplicación de otra carpeta de estado: «{winner}» inicia {0}.",
  "“{winner}” starts {0} in quotes, which `xdg-open` cannot read without a desktop environment.":
    "«{winner}» inicia {0} entre comillas, que `xdg-open` no sabe leer sin un entorno de escritorio.",
  "“{winner}” receives {SCHEME} links and starts {0}.{1}":
    "«{winner}» recibe los enlaces {SCHEME} e inicia {0}.{1}",
  " {0} would too, and does not.": " También los recibiría {0}, y no los recibe.",
  "The certificate of {host} is trusted.": "El certificado de {host} es de confianza.",
  "The certificates that this computer trusts could not be read, so nobody is.":
    "Los certificados en los que confía este equipo no se pudieron leer, así que no se confía en nadie.",
  "Have them installed: most systems call the package ca-certificates.":
    "Haz que se instalen: la mayoría de los sistemas llaman al paquete ca-certificates.",
  "Ask whoever runs the service.": "Pregunta a quien lleva el servicio.",
  "{host} speaks no version of TLS that is safe: 1.2 or newer is needed ({error}).":
    "{host} no habla ninguna versión segura de TLS: hace falta 1.2 o más nueva ({error}).",
  "{ask} Nothing here can be set to use an older one.":
    "{ask} Nada de aquí se puede ajustar para usar una más antigua.",
  "{host} does not speak TLS there.": "{host} no habla TLS ahí.",
  "Check the addresses in `countersign providers list`. A sign-in page of the network (a hotel's) may answer in its place.":
    "Comprueba las direcciones de `countersign providers list`. Puede que en su lugar responda una página de acceso de la red (la de un hotel).",
  "No TLS with {host}: {other}.": "Sin TLS con {host}: {other}.",
  "If your clock is right (see *clock*), ask whoever runs the service.":
    "Si tu reloj está en hora (mira *clock*), pregunta a quien lleva el servicio.",
  "The certificate of {host} has expired.": "El certificado de {host} ha caducado.",
  "The certificate of {host} has expired, on {0}.": "El certificado de {host} caducó el {0}.",
  "The certificate of {host} is not valid yet.": "El certificado de {host} aún no es válido.",
  "The certificate of {host} is not valid before {0}.":
    "El certificado de {host} no es válido antes del {0}.",
  "The certificate that {host} shows is another host's.":
    "El certificado que muestra {host} es de otro servidor.",
  "The certificate that {host} shows is another host's ({names}).":
    "El certificado que muestra {host} es de otro servidor ({names}).",
  "The certificate of {host} was revoked.": "El certificado de {host} se revocó.",
  "Do not sign in there. Ask whoever runs the service.":
    "No inicies sesión ahí. Pregunta a quien lleva el servicio.",
  "The certificate that {host} shows is that of an authority, and none of its own.":
    "El certificado que muestra {host} es el de una autoridad, y no uno propio.",
  "Ask whoever runs the service to issue it one; one that somebody makes for themselves needs basicConstraints=CA:FALSE. To trust the authority changes nothing.":
    "Pide a quien lleva el servicio que le emita uno; el que alguien se hace para sí necesita basicConstraints=CA:FALSE. Confiar en la autoridad no cambia nada.",
  "The certificate of {host} is not good: {other}.": "El certificado de {host} no vale: {other}.",
  "The certificate of {host} is signed by nobody whom this computer trusts.":
    "El certificado de {host} no lo firma nadie en quien confíe este equipo.",
  "If it is your organisation's own, have its CA certificate added to those that your system trusts, or remove the provider and add it again with that certificate as a file (`countersign providers add` takes --ca-file FILE). If you did not expect it, something between you and the service may be reading along: do not sign in.":
    "Si es el de tu organización, haz que su certificado de CA se añada a aquellos en los que confía tu sistema, o quita el servicio y añádelo de nuevo con ese certificado en un archivo (`countersign providers add` acepta --ca-file FILE). Si no lo esperabas, puede que algo entre tú y el servicio esté leyendo: no inicies sesión.",
  "Check the addresses in `countersign providers list`. If they are right, something else may be answering in the service's place: do not sign in.":
    "Comprueba las direcciones de `countersign providers list`. Si son correctas, puede que otro responda en lugar del servicio: no inicies sesión.",
  "The vault was not opened, as the keychain does not.":
    "El archivo sellado no se abrió, ya que el llavero no se abre.",
  "Nothing is kept in {file} yet.": "Aún no se guarda nada en {file}.",
  "{file} opens.": "{file} se abre.",
  "{file} opens. An earlier Countersign wrote it; the next save writes it in the format of this one.":
    "{file} se abre. Lo escribió un Countersign anterior; la próxima vez que se guarde tendrá el formato de este.",
  "{file} is damaged ({detail}). The copy before it opens.":
    "{file} está dañado ({detail}). La copia anterior se abre.",
  "Run `countersign doctor --repair`: the copy is put in its place, and the damaged file is kept beside it.":
    "Ejecuta `countersign doctor --repair`: la copia se pone en su lugar, y el archivo dañado se conserva al lado.",
  "{file} is damaged ({detail}).": "{file} está dañado ({detail}).",
  "{file} does not open.": "{file} no se abre.",
  "{0} was {has}, and is {wants} now.": "{0} tenía el modo {has}, y ahora tiene el modo {wants}.",
  "Others may use {0} ({has}). What is in it is sealed.":
    "Otros pueden usar {0} ({has}). Lo que contiene está sellado.",
  "Run `countersign doctor --repair`, or: chmod {wants} {0}":
    "Ejecuta `countersign doctor --repair`, o: chmod {wants} {0}",
  "xdg-mime could not be asked ({error}); install xdg-utils":
    "no se pudo preguntar a xdg-mime ({error}); instala xdg-utils",
  "xdg-mime did not answer within {0} s; try again when the computer has less to do":
    "xdg-mime no respondió en {0} s; inténtalo de nuevo cuando el equipo tenga menos que hacer",
  "This computer's clock is {by} behind that of {host}.":
    "El reloj de este equipo va {by} por detrás del de {host}.",
  "This computer's clock is {by} ahead of that of {host}.":
    "El reloj de este equipo va {by} por delante del de {host}.",
  "The clock of {host} is {by} behind this computer's, with which {good} agrees.":
    "El reloj de {host} va {by} por detrás del de este equipo, con el que coincide {good}.",
  "The clock of {host} is {by} ahead of this computer's, with which {good} agrees.":
    "El reloj de {host} va {by} por delante del de este equipo, con el que coincide {good}.",
  "no address": "ninguna dirección",
} satisfies Partial<Record<Sentence, string>>;
