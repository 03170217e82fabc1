import type { Sentence } from "../../../generated/sentences";

/** Lo que se guarda, las sesiones y este equipo. */
export const keeping = {
  "cannot listen on {address}: {source}. Choose another port, or end the program that has it":
    "no se puede escuchar en {address}: {source}. Elige otro puerto, o termina el programa que lo tiene",
  "the threads that check passwords could not be started: {0}":
    "no se pudieron iniciar los hilos que comprueban contraseñas: {0}",
  "the key file {path} cannot be read or written: {source}. Look at its owner and rights":
    "el archivo de clave {path} no se puede leer o escribir: {source}. Mira su propietario y sus permisos",
  "the key file {path} is open to others than its owner. Take that right away: chmod 0600 {path}; nothing was changed":
    "el archivo de clave {path} está abierto a otros además de su propietario. Quítales ese permiso: chmod 0600 {path}; no se ha cambiado nada",
  "the key file {path} is damaged: it has {length} bytes and not 32. Put the copy from your backup in its place; nothing was changed":
    "el archivo de clave {path} está dañado: tiene {length} bytes y no 32. Pon en su lugar la copia de tu respaldo; no se ha cambiado nada",
  "the database {path} cannot be opened: {reason}. Look at the folder, its owner and rights":
    "la base de datos {path} no se puede abrir: {reason}. Mira la carpeta, su propietario y sus permisos",
  "the key file {path} is missing, and the database was made with it. Put the copy from your backup in its place; nothing was changed":
    "falta el archivo de clave {path}, y la base de datos se hizo con él. Pon en su lugar la copia de tu respaldo; no se ha cambiado nada",
  "there is no database {path}. Name the file that serve was started with; nothing was made":
    "no hay ninguna base de datos {path}. Nombra el archivo con el que se inició serve; no se ha creado nada",
  "the database {path} is missing or empty, and its key file {key} is there. Put the database or a copy from your backup in its place (`countersign-accounts restore` does so); or, to begin anew, take the key file away: what it sealed is lost then. Nothing was changed":
    "la base de datos {path} falta o está vacía, y su archivo de clave {key} está. Pon en su lugar la base de datos o una copia de tu respaldo (lo hace `countersign-accounts restore`); o, para empezar de nuevo, aparta el archivo de clave: lo que selló se pierde entonces. No se ha cambiado nada",
  "the database {path} is served already{0}. Stop that service first, or give this one a database of its own; nothing was changed":
    "la base de datos {path} ya la sirve otro{0}. Detén antes ese servicio, o da a este una base de datos propia; no se ha cambiado nada",
  ", by {by}": ", {by}",
  "the key file {path} belongs to another database. Put the one from your backup in its place; nothing was changed":
    "el archivo de clave {path} es de otra base de datos. Pon en su lugar el de tu respaldo; no se ha cambiado nada",
  "the database was written by a newer version (its schema is {found}, this version knows {known}). Use that version; nothing was changed":
    "la base de datos la escribió una versión más nueva (su esquema es {found}, esta versión conoce {known}). Usa esa versión; no se ha cambiado nada",
  "the database could not be brought up to date: {0}. It is as it was before":
    "la base de datos no se pudo poner al día: {0}. Está como antes",
  "the database cannot be used: {0}. Look at the file, its disk and its rights, or put back a copy from your backup":
    "la base de datos no se puede usar: {0}. Mira el archivo, su disco y sus permisos, o pon una copia de tu respaldo",
  "the writer's thread could not be started: {0}": "no se pudo iniciar el hilo que escribe: {0}",
  "there is no folder {0}": "no hay ninguna carpeta {0}",
  "{0} rows refer to something that is not there": "{0} filas se refieren a algo que no está",
  "The service's file of apps cannot be read. Update this app or the service.":
    "El archivo de aplicaciones del servicio no se puede leer. Actualiza esta aplicación o el servicio.",
  "“{0}” is a script: its interpreter ({1}) is the program that asks, for any script. Allow that one, or have the script run `countersign token`, which asks you once.":
    "«{0}» es un script: quien pide es su intérprete ({1}), para cualquier script. Permite ese, o haz que el script ejecute `countersign token`, que te pregunta una vez.",
  "There is no program “{0}” that can be read. Give the path of its file.":
    "No hay ningún programa «{0}» que se pueda leer. Da la ruta de su archivo.",
  "There is no approval “{0}”. See: countersign agent approvals list.":
    "No hay ninguna aprobación «{0}». Mira: countersign agent approvals list.",
  "The agent cannot listen: {error}.": "El agente no puede escuchar: {error}.",
  "A request is a line of at most {LONGEST_LINE} bytes.":
    "Una petición es una línea de {LONGEST_LINE} bytes como máximo.",
  "“{0}” is too long for a socket. Give a shorter path.":
    "«{0}» es demasiado largo para un socket. Da una ruta más corta.",
  "“{0}” is not a folder of yours alone (0700), so no agent can be there. Give another place.":
    "«{0}» no es una carpeta solo tuya (0700), así que ahí no puede haber ningún agente. Da otro lugar.",
  "The agent cannot listen at “{0}”: {error}. Give another path.":
    "El agente no puede escuchar en «{0}»: {error}. Da otra ruta.",
  "An agent answers at “{0}” already; the desktop app hosts one too. Use it, or end it first.":
    "Un agente responde ya en «{0}»; la aplicación de escritorio también aloja uno. Úsalo, o termínalo antes.",
  "“{0}”, by which this app starts with the computer, could not be changed: {error}. Mend it, then try again.":
    "«{0}», con el que esta aplicación se inicia con el equipo, no se pudo cambiar: {error}. Arréglalo e inténtalo de nuevo.",
  "This app knows no list here of what starts with the computer. Add it in the system's settings.":
    "Esta aplicación no conoce aquí ninguna lista de lo que se inicia con el equipo. Añádela en los ajustes del sistema.",
  "The browser could not be opened. Try again.":
    "El navegador no se pudo abrir. Inténtalo de nuevo.",
  "Another Countersign has been renewing or signing out this account for a minute. Try again in a moment.":
    "Otro Countersign lleva un minuto renovando esta cuenta o cerrando su sesión. Inténtalo de nuevo en un momento.",
  "The system names no folder for your data. Give one.":
    "El sistema no nombra ninguna carpeta para tus datos. Da una.",
  "The folder “{0}” could not be {doing}: {error}. Give another.":
    "No se ha podido {doing} la carpeta «{0}»: {error}. Da otra.",
  "This is the app that you are looking at. To end its access, sign out.":
    "Esta es la aplicación que estás mirando. Para terminar su acceso, cierra la sesión.",
  "This app knows no way to look after your account at “{0}”. Do it on its own pages.":
    "Esta aplicación no conoce ningún modo de cuidar de tu cuenta en «{0}». Hazlo en sus propias páginas.",
  "You have not let this app look after your account at “{0}”. Sign in again, and allow it there.":
    "No has dejado que esta aplicación cuide de tu cuenta en «{0}». Inicia sesión de nuevo y permítelo allí.",
  "“{0}” tells an app nothing of this. Look at its own pages.":
    "«{0}» no dice nada de esto a una aplicación. Mira en sus propias páginas.",
  "“{service}” keeps no language, time zone or formats. Nothing was changed.":
    "«{service}» no guarda idioma, zona horaria ni formatos. No se ha cambiado nada.",
  "“{service}” keeps no postal address. Nothing was changed.": "«{service}» no guarda ninguna dirección postal. No se ha cambiado nada.",
  "“{service}” keeps no telephone number. Nothing was changed.": "«{service}» no guarda ningún número de teléfono. No se ha cambiado nada.",
  "The service does not accept the session's token any more. Sign in again.":
    "El servicio ya no acepta el token de la sesión. Inicia sesión de nuevo.",
  "The service refused to show the profile (status {0}). The granted scopes may not allow it.":
    "El servicio se negó a mostrar el perfil (estado {0}). Puede que los permisos concedidos no lo permitan.",
  "The service answered the question for the profile with something that is no profile. Try again, or ask whoever runs it.":
    "El servicio respondió a la pregunta por el perfil con algo que no es un perfil. Inténtalo de nuevo, o pregunta a quien lo lleva.",
  "The service now names another person than the one who signed in. Nothing was changed. Sign out, and sign in again.":
    "El servicio nombra ahora a otra persona que la que inició sesión. No se ha cambiado nada. Cierra la sesión e iníciala de nuevo.",
  "The service's answer does not say whose profile it is (sub), so it is not used. Ask whoever runs it.":
    "La respuesta del servicio no dice de quién es el perfil (sub), así que no se usa. Pregunta a quien lo lleva.",
  "“{0}” binds its tokens to a key that stays here (DPoP), so this one is of no use to another program by itself. Ask for the headers of one request instead; or add the provider again for tokens that are good alone, and sign in there.":
    "«{0}» liga sus tokens a una clave que se queda aquí (DPoP), así que este no sirve por sí solo a otro programa. Pide las cabeceras de una petición; o añade el servicio de nuevo para tener tokens que sirvan solos, e inicia sesión en él.",
  "The session at “{0}” has ended and cannot be renewed. Sign in again.":
    "La sesión en «{0}» ha terminado y no se puede renovar. Inicia sesión de nuevo.",
  "The session at “{0}” has ended: {because} Sign in again.":
    "La sesión en «{0}» ha terminado: {because} Inicia sesión de nuevo.",
  "“{0}” is another service now than the one this session is from. Sign in again.":
    "«{0}» es ahora otro servicio que aquel del que es esta sesión. Inicia sesión de nuevo.",
  "“{0}” gave no way to renew this session. Sign in again when it ends.":
    "«{0}» no dio ningún modo de renovar esta sesión. Inicia sesión de nuevo cuando termine.",
  "This session is still active. Sign out first.": "Esta sesión sigue activa. Ciérrala antes.",
  "There is no account “{0}” here. See the list of accounts.":
    "Aquí no hay ninguna cuenta «{0}». Mira la lista de cuentas.",
  "“{0}” could not be told yet that this session is over, and is told as soon as it can be reached. If you remove the account now, it never is, and the tokens live on there until they end by themselves.":
    "Todavía no se ha podido decir a «{0}» que esta sesión ha terminado; se le dice en cuanto se pueda llegar a él. Si quitas ahora la cuenta, no se le dirá nunca, y los tokens siguen vivos allí hasta que terminen solos.",
  "This account is signed out of “{0}”. Sign in again.":
    "Esta cuenta tiene la sesión cerrada en «{0}». Inicia sesión de nuevo.",
  "There are several accounts at “{0}”: {1}. Name one by its id.":
    "Hay varias cuentas en «{0}»: {1}. Nombra una por su id.",
  "The renewal broke off. Try again.": "La renovación se interrumpió. Inténtalo de nuevo.",
  "“{0}” asked to be left alone for {seconds} s more. Try again then.":
    "«{0}» pidió que se le deje en paz {seconds} s más. Inténtalo entonces.",
  "{0} renewed it, and {why}": "{0} la renovó, y {why}",
  "{0} renewed this session, and {why} The session stays as it was.":
    "{0} renovó esta sesión, y {why} La sesión sigue como estaba.",
  "The sign-out broke off. Try again.": "El cierre de sesión se interrumpió. Inténtalo de nuevo.",
  "This service offers no way to end a token: it was deleted here, and lapses there by itself.":
    "Este servicio no ofrece ningún modo de terminar un token: aquí se eliminó, y allí caduca solo.",
  "You have signed in anew, and to end this one there would end that session too.":
    "Has iniciado sesión de nuevo, y terminar este terminaría también esa sesión.",
  "The service could not be told before it ended by itself.":
    "No se le pudo decir al servicio antes de que terminara solo.",
  "{0} took too long to answer. The service is told again by itself.":
    "{0} tardó demasiado en responder. Se le dice de nuevo al servicio sin que hagas nada.",
  "{error} The service is told again by itself.":
    "{error} Se le dice de nuevo al servicio sin que hagas nada.",
  "The record “{id}” in the vault cannot be read (column {0}). A newer Countersign may have written it: update this one.":
    "El registro «{id}» del archivo sellado no se puede leer (columna {0}). Puede que lo haya escrito un Countersign más nuevo: actualiza este.",
  "There is no record of “{0}”. The list shows those that there are.":
    "No hay ningún registro de «{0}». La lista muestra los que hay.",
  "Countersign is ending, so nothing was begun. Try again.":
    "Countersign está terminando, así que no se empezó nada. Inténtalo de nuevo.",
  "{0} Or choose a passphrase in its place.": "{0} O elige en su lugar una frase de contraseña.",
  "The keychain no longer has the key of “{0}”, so your sessions in it cannot be opened. Nothing was deleted. If the folder was moved, or the keychain replaced, put it back as it was; otherwise move that file away, and sign in again.":
    "El llavero ya no tiene la clave de «{0}», así que tus sesiones no se pueden abrir. No se eliminó nada. Si se movió la carpeta, o se cambió el llavero, ponlo como estaba; si no, aparta ese archivo e inicia sesión de nuevo.",
  "“{0}” is opened with a passphrase and not with the keychain. Nothing is lost. Give the passphrase.":
    "«{0}» se abre con una frase de contraseña y no con el llavero. No se pierde nada. Da la frase de contraseña.",
  "“{0}” is opened with the keychain and not with a passphrase. Nothing is lost. Give none.":
    "«{0}» se abre con el llavero y no con una frase de contraseña. No se pierde nada. No des ninguna.",
  "“{0}” has no passphrase that could be changed: the keychain opens it, or nothing is kept in it yet. Nothing was changed.":
    "«{0}» no tiene ninguna frase de contraseña que cambiar: lo abre el llavero, o aún no guarda nada. No se ha cambiado nada.",
  "“{0}” was sealed with another key than the one in the keychain. Nothing was deleted. If the file was copied from elsewhere, put your own back; otherwise move it away, and sign in again.":
    "«{0}» se selló con otra clave que la del llavero. No se eliminó nada. Si el archivo se copió de otro sitio, pon el tuyo; si no, apártalo e inicia sesión de nuevo.",
  "“{0}” was written by a newer Countersign (format {format}). Nothing was changed. Update this one, and try again.":
    "«{0}» lo escribió un Countersign más nuevo (formato {format}). No se ha cambiado nada. Actualiza este e inténtalo de nuevo.",
  "“{0}” is damaged ({detail}), and there is no copy before it that can be read. Nothing was deleted. Put a copy of yours in its place, or move it away and sign in again.":
    "«{0}» está dañado ({detail}), y no hay ninguna copia anterior que se pueda leer. No se eliminó nada. Pon en su lugar una copia tuya, o apártalo e inicia sesión de nuevo.",
  "There is more to keep than the vault holds ({what}). Nothing was changed. Sign out of accounts that you do not use, and try again.":
    "Hay más que guardar de lo que cabe en el archivo sellado ({what}). No se ha cambiado nada. Cierra la sesión de cuentas que no uses e inténtalo de nuevo.",
  "The records of earlier sign-ins in “{0}” cannot be read: {why}. Nothing was deleted, and nothing depends on them. The next sign-in sets that file aside and begins a new one.":
    "Los registros de inicios de sesión anteriores en «{0}» no se pueden leer: {why}. No se eliminó nada, y nada depende de ellos. El próximo inicio de sesión aparta ese archivo y empieza uno nuevo.",
  "There is more to keep of a sign-in than its record holds ({what}). Nothing was changed, and nothing depends on it.":
    "Hay más que guardar de un inicio de sesión de lo que cabe en su registro ({what}). No se ha cambiado nada, y nada depende de ello.",
  "Another Countersign has been writing to the vault for half a minute; it may be waiting for the keychain. Unlock the keychain or close that one, and try again.":
    "Otro Countersign lleva medio minuto escribiendo en el archivo sellado; puede que espere al llavero. Desbloquea el llavero o cierra el otro, e inténtalo de nuevo.",
  "“{0}” could not be {doing}: {source}. What was stored is unchanged.":
    "No se ha podido {doing} «{0}»: {source}. Lo que estaba guardado sigue igual.",
  "The vault's work broke off. What was stored is unchanged. Try again.":
    "El trabajo con el archivo sellado se interrumpió. Lo que estaba guardado sigue igual. Inténtalo de nuevo.",
  "it is gone": "ya no está",
  "it is larger than a vault can be": "es más grande de lo que puede ser un archivo sellado",
  "kept aside": "apartar",
  "{what} was damaged ({detail}), so the copy before it is used: what was saved last may be missing. The damaged file is kept as “{0}”.":
    "{what} estaba dañado ({detail}), así que se usa la copia anterior: puede que falte lo último que se guardó. El archivo dañado se conserva como «{0}».",
  "{what} was gone, so the copy before it is used: what was saved last may be missing.":
    "{what} no estaba, así que se usa la copia anterior: puede que falte lo último que se guardó.",
  "a thousand damaged files are there already": "ya hay mil archivos dañados",
  "The keychain is locked. Unlock it, and try again; nothing is lost.":
    "El llavero está bloqueado. Desbloquéalo e inténtalo de nuevo; no se pierde nada.",
  "This session has no keychain (on Linux: no Secret Service, such as gnome-keyring or KWallet, on the session bus). Start one, and try again; nothing is lost.":
    "Esta sesión no tiene llavero (en Linux: ningún Secret Service, como gnome-keyring o KWallet, en el bus de la sesión). Inicia uno e inténtalo de nuevo; no se pierde nada.",
  "The keychain does not answer; it may be waiting for you to unlock it. Unlock it, and try again; nothing is lost.":
    "El llavero no responde; puede que espere a que lo desbloquees. Desbloquéalo e inténtalo de nuevo; no se pierde nada.",
  "The passphrase is not the one of this vault. Nothing is lost. Check the passphrase file, and try again.":
    "La frase de contraseña no es la de este archivo sellado. No se pierde nada. Comprueba el archivo de la frase e inténtalo de nuevo.",
  "{0}. Nothing is lost.": "{0}. No se pierde nada.",
  "The keychain refused: {0}. Nothing is lost.": "El llavero se negó: {0}. No se pierde nada.",
  "it has no passphrase": "no tiene frase de contraseña",
  "its library broke off": "su biblioteca se interrumpió",
  "the thread that asks it ended": "el hilo que le pregunta terminó",
  "there is a file of that name already": "ya hay un archivo con ese nombre",
  "it does not begin as a vault does": "no empieza como un archivo sellado",
  "its format is not known": "su formato no se conoce",
  "at most 4096 records": "como máximo 4096 registros",
  "an index that can be written": "un índice que se pueda escribir",
  "at most 1 MiB a record": "como máximo 1 MiB por registro",
  "ids of at most 512 bytes": "ids de 512 bytes como máximo",
  "at most 32 MiB in all": "como máximo 32 MiB en total",
  "its index cannot be read": "su índice no se puede leer",
  "something follows its end": "algo sigue a su final",
  "a record stands in it twice": "un registro figura dos veces",
  "what the cipher takes": "lo que acepta el cifrado",
  "it is cut off": "está cortado",
  "its contents were changed": "su contenido se cambió",
  "The vault's file": "El archivo sellado",
  "The file with the records of sign-ins": "El archivo con los registros de inicios de sesión",
  "it was sealed with another key than the one in the keychain":
    "se selló con otra clave que la del llavero",
  "the keychain no longer has its key": "el llavero ya no tiene su clave",
  "its entry “{KEYCHAIN_SERVICE}”, “{entry}” holds something else":
    "su entrada «{KEYCHAIN_SERVICE}», «{entry}» contiene otra cosa",
  "no secret service provider": "ningún proveedor de Secret Service",
  "it holds the same entry more than once": "contiene la misma entrada más de una vez",
  "its entry cannot be read": "su entrada no se puede leer",
  "There is no address in the clipboard. Copy the whole address that your browser ended on, then press the button again.":
    "No hay ninguna dirección en el portapapeles. Copia la dirección entera en la que terminó tu navegador, y pulsa el botón de nuevo.",
  "This text is too long to be copied. Select a part of it.":
    "Este texto es demasiado largo para copiarlo. Selecciona una parte.",
  "The clipboard could not be used. Try again.":
    "El portapapeles no se pudo usar. Inténtalo de nuevo.",
  "The clipboard does not answer. Copy it again, then try again.":
    "El portapapeles no responde. Cópialo de nuevo e inténtalo de nuevo.",
  "There is no text in the clipboard. Copy the client secret at the service, then press the button again.":
    "No hay texto en el portapapeles. Copia el secreto de cliente en el servicio, y pulsa el botón de nuevo.",
  "The clipboard could not be used: {error}.": "El portapapeles no se pudo usar: {error}.",
  "What is in the clipboard is not a client secret: it has several lines, or is very long. It was left there. Copy the secret alone, then press the button again.":
    "Lo que hay en el portapapeles no es un secreto de cliente: tiene varias líneas, o es muy largo. Se dejó ahí. Copia solo el secreto, y pulsa el botón de nuevo.",
  "The service's answer is on its way, and without it a session or a new secret may be lost. This ends as soon as that is kept, within some seconds; nothing else is done.":
    "La respuesta del servicio está en camino, y sin ella podría perderse una sesión o un secreto nuevo. Esto termina en cuanto se guarde, en unos segundos; no se hace nada más.",
  "This file is not being written any more. Save it again.":
    "Este archivo ya no se está escribiendo. Guárdalo de nuevo.",
  "The file could not be written. Try again.":
    "El archivo no se pudo escribir. Inténtalo de nuevo.",
  "“{0}” was not saved: {why}.":
    "«{0}» no se guardó: {why}.",
  "there is no room left. Make room, or choose another folder, then try again":
    "no queda espacio. Haz sitio o elige otra carpeta, e inténtalo de nuevo",
  "you may not write there. Choose another folder":
    "no tienes permiso para escribir ahí. Elige otra carpeta",
  "its folder is not there any more. Choose another one":
    "su carpeta ya no está. Elige otra",
  "a folder is called so. Choose another name":
    "hay una carpeta con ese nombre. Elige otro",
  "the disk says “{error}”. Try again, or choose another folder":
    "el disco dice «{error}». Inténtalo de nuevo o elige otra carpeta",
  "The certificate is not held any more. Choose its file again.":
    "El certificado ya no está guardado. Elige su archivo de nuevo.",
  "This address is not opened: only https addresses are, and http on this computer, with nobody's name in them.":
    "Esta dirección no se abre: solo se abren direcciones https, y http en este equipo, sin el nombre de nadie en ellas.",
  "What the service sent as a picture is none that is shown here. Choose another one for it.":
    "Lo que el servicio envió como imagen no se puede mostrar aquí. Elige otra.",
  "The client secret is not held any more. Copy it again, then take it from the clipboard.":
    "El secreto de cliente ya no está guardado. Cópialo de nuevo y tómalo del portapapeles.",
  "This computer": "Este equipo",
  "No accounts service runs on this computer. Start it first.":
    "En este equipo no funciona ningún servicio de cuentas. Inícialo antes.",
  "The service has people already. Sign in to it instead.":
    "El servicio ya tiene personas. Inicia sesión en él.",
  "The folder “{0}” could not be made: {error}. Mend it, then try again.":
    "La carpeta «{0}» no se pudo crear: {error}. Arréglalo e inténtalo de nuevo.",
  "Another program on this computer uses port {port}, which is the address of your accounts service. It does not move, as your accounts know it there. End the other program, then start the service again.":
    "Otro programa de este equipo usa el puerto {port}, que es la dirección de tu servicio de cuentas. No se muda, ya que tus cuentas lo conocen ahí. Termina el otro programa e inicia el servicio de nuevo.",
  "The service did not start: {error}.": "El servicio no se inició: {error}.",
  "on which port the service was": "en qué puerto estaba el servicio",
  "The program does not wait any more. It may ask again.":
    "El programa ya no espera. Puede volver a preguntar.",
  "No program was allowed anything here.": "Aquí no se permitió nada a ningún programa.",
  "Countersign runs already and does not answer. End it, then start it again.":
    "Countersign ya está en marcha y no responde. Termínalo e inícialo de nuevo.",
  "“{0}” could not be locked: {error}. Give another folder with --home.":
    "«{0}» no se pudo bloquear: {error}. Da otra carpeta con --home.",
  "Countersign runs already. Use its window.": "Countersign ya está en marcha. Usa su ventana.",
  "Countersign runs already and cannot be reached ({error}). End it, then start it again.":
    "Countersign ya está en marcha y no se puede llegar a él ({error}). Termínalo e inícialo de nuevo.",
  "What this was started with is no address that Countersign takes: it is empty or longer than 8 KiB.":
    "Aquello con lo que se inició esto no es una dirección que Countersign acepte: está vacía o mide más de 8 KiB.",
  "“{0}”, which says {1}, could not be written: {error}. Mend it, then try again.":
    "«{0}», que dice {1}, no se pudo escribir: {error}. Arréglalo e inténtalo de nuevo.",
  "“{0}” says {1}, and cannot be read: {why}. Mend it, then try again.":
    "«{0}» dice {1}, y no se puede leer: {why}. Arréglalo e inténtalo de nuevo.",
  "Countersign is closing. Start it again.": "Countersign se está cerrando. Inícialo de nuevo.",
  "where the window was": "dónde estaba la ventana",
  "how you want the app to be": "cómo quieres que sea la aplicación",
  read: "leer",
  written: "escribir",
  opened: "abrir",
  locked: "bloquear",
  restored: "restablecer",
  found: "encontrar",
  used: "usar",
  "its file asks for impossible work": "su archivo pide un trabajo imposible",
  "its file asks for more work than this program does":
    "su archivo pide más trabajo del que hace este programa",
  made: "crear",
  "{0} more": "{0} más",
} satisfies Partial<Record<Sentence, string>>;
