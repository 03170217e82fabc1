import type { Sentence } from "../../../generated/sentences";

/** Servicios: añadirlos y llegar a ellos. */
export const services = {
  "the certificates that this computer trusts could not be read":
    "los certificados en los que confía este equipo no se pudieron leer",
  "“{0}” is not asked: only https addresses are, and http on this computer.":
    "No se pregunta a «{0}»: solo a direcciones https, y a http de este equipo.",
  "{0} cannot be reached. Check your connection and the address, and try again.":
    "No se puede llegar a {0}. Comprueba la conexión y la dirección, e inténtalo de nuevo.",
  "{0} broke off its answer. Try again.": "{0} cortó su respuesta. Inténtalo de nuevo.",
  "{0} did not answer within ten seconds. Try again in a moment.":
    "{0} no respondió en diez segundos. Inténtalo de nuevo en un momento.",
  "{host} answered with more than {0} KiB, which is not read. Check the address.":
    "{host} respondió con más de {0} KiB, que no se leen. Comprueba la dirección.",
  "{host} was not asked: {why}.": "No se preguntó a {host}: {why}.",
  "{0} was not asked: nobody whom this computer trusts issued its certificate. If it is your organisation's own, have its CA certificate added to those that your system trusts, or add the provider with that certificate (`countersign providers add` takes it as a file).":
    "No se preguntó a {0}: su certificado no lo emitió nadie en quien confíe este equipo. Si es el de tu organización, haz que su certificado de CA se añada a aquellos en los que confía tu sistema, o añade el servicio con ese certificado (`countersign providers add` lo acepta en un archivo).",
  "{0} was not asked: it is on this computer or in a private network, and only a document named it. If you trust it, add the provider with that address yourself.":
    "No se preguntó a {0}: está en este equipo o en una red privada, y solo lo nombró un documento. Si te fías, añade tú el servicio con esa dirección.",
  "{0} answered with a redirect to another address. It is not followed, as it could carry secrets away. Check the address.":
    "{0} respondió con una redirección a otra dirección. No se sigue, ya que podría llevarse secretos. Comprueba la dirección.",
  "{host} asks to wait ({status}). Try again {0}.":
    "{host} pide esperar ({status}). Inténtalo de nuevo {0}.",
  "{0} answered with something that is not JSON. Check that its address is the right one.":
    "{0} respondió con algo que no es JSON. Comprueba que su dirección sea la correcta.",
  "{0} was not asked, as the key of this session cannot be used. Sign in again.":
    "No se preguntó a {0}, ya que la clave de esta sesión no se puede usar. Inicia sesión de nuevo.",
  "in a moment": "en un momento",
  "in {seconds} s": "en {seconds} s",
  "not allowed": "no permitido",
  "broken off": "interrumpido",
  "timed out": "sin respuesta a tiempo",
  "too large": "demasiado grande",
  "not trusted": "no es de confianza",
  "not JSON": "no es JSON",
  "no proof": "sin prueba",
  "its certificate has expired, or the clock of this computer is wrong":
    "su certificado ha caducado, o el reloj de este equipo no está en hora",
  "its certificate is not valid yet, or the clock of this computer is wrong":
    "su certificado aún no es válido, o el reloj de este equipo no está en hora",
  "its certificate is for another name": "su certificado es para otro nombre",
  "its certificate was revoked": "su certificado se revocó",
  "the certificate that it shows is that of an authority, and none of its own. Whoever runs it has to issue it one, or, of one that signs itself, to make it with basicConstraints=CA:FALSE":
    "el certificado que muestra es el de una autoridad, y no uno propio. Quien lo lleva tiene que emitirle uno o, si se firma a sí mismo, hacerlo con basicConstraints=CA:FALSE",
  "its certificate cannot be used": "su certificado no se puede usar",
  "it speaks no TLS that is safe: 1.2 or newer is needed":
    "no habla ninguna versión segura de TLS: hace falta 1.2 o más nueva",
  "the name leads to this computer or into a private network":
    "el nombre lleva a este equipo o a una red privada",
  "has no certificate in it: it has to be a PEM file, with “-----BEGIN CERTIFICATE-----”":
    "no contiene ningún certificado: tiene que ser un archivo PEM, con «-----BEGIN CERTIFICATE-----»",
  "has a certificate in it that does not read: copy it again from whoever runs the service":
    "contiene un certificado que no se lee: cópialo de nuevo de quien lleva el servicio",
  "The request could not be written. Start again.":
    "La petición no se pudo escribir. Empieza de nuevo.",
  "There is nothing with this id. Look at the list for those that there are.":
    "No hay nada con este id. Mira en la lista los que hay.",
  "The service answered in a way that cannot be read. Update this app or the service.":
    "El servicio respondió de un modo que no se puede leer. Actualiza esta aplicación o el servicio.",
  "The service refused (status {0}) and gives no reason. Try again; if it stays so, ask whoever runs the service.":
    "El servicio se negó (estado {0}) y no da ningún motivo. Inténtalo de nuevo; si sigue así, pregunta a quien lleva el servicio.",
  "“{0}” has no product APIs that this program knows of.":
    "«{0}» no tiene ninguna API de producto que este programa conozca.",
  "This session may not use the product APIs: it takes one of the scopes {needed}. Sign in again and ask for it.":
    "Esta sesión no puede usar las API de producto: hace falta uno de los permisos {needed}. Inicia sesión de nuevo y pídelo.",
  "The product APIs of “{0}” want an API key besides. Enter one first.":
    "Las API de producto de «{0}» quieren además una clave de API. Introduce antes una.",
  "{0} refused. It does not say why: the API key or its secret is wrong or switched off, or the session has ended. Check the key, or sign in again.":
    "{0} se negó. No dice por qué: la clave de API o su secreto no son correctos o están desactivados, o la sesión ha terminado. Comprueba la clave, o inicia sesión de nuevo.",
  "{host} refused with status {status}: {said}": "{host} se negó con el estado {status}: {said}",
  "{host} answered, and its answer has no usable {what}. Ask whoever runs it.":
    "{host} respondió, y en su respuesta falta algo que se pueda usar: {what}. Pregunta a quien lo lleva.",
  "header name": "nombre de cabecera",
  "list of APIs": "lista de API",
  "token for a header": "token para una cabecera",
  "end of the token's life": "fin de la vida del token",
  "no reason that this program can read": "ningún motivo que este programa sepa leer",
  "address of an API": "dirección de una API",
  "An API key is one word of plain ASCII, as the service shows it.":
    "Una clave de API es una palabra en ASCII sencillo, como la muestra el servicio.",
  "The secret of an API key is one word of plain ASCII. Copy it again from the service.":
    "El secreto de una clave de API es una palabra en ASCII sencillo. Cópialo de nuevo del servicio.",
  "No API key is kept for “{0}”. See the list of keys.":
    "No se guarda ninguna clave de API para «{0}». Mira la lista de claves.",
  "This account was signed out meanwhile. Sign in again.":
    "Mientras tanto se cerró la sesión de esta cuenta. Inicia sesión de nuevo.",
  "A secret or key belongs to a client id: enter both, or neither to have an app registered.":
    "Un secreto o una clave van con un id de cliente: introduce los dos, o ninguno para que se registre una aplicación.",
  "Countersign knows no page for that. Ask whoever runs the service.":
    "Countersign no conoce ninguna página para eso. Pregunta a quien lleva el servicio.",
  "There is no preset “{0}”. There is {1}.": "No hay ningún preajuste «{0}». Hay {1}.",
  "The CA file {0} {why}.": "El archivo de CA {0} {why}.",
  "cannot be read ({error})": "no se puede leer ({error})",
  "is larger than 256 KiB, so it is hardly a few certificates":
    "ocupa más de 256 KiB, así que difícilmente son unos pocos certificados",
  "Name the service in exactly one way: by its issuer, by a preset, or by its authorization and token addresses.":
    "Nombra el servicio de un solo modo: por su emisor, por un preajuste, o por sus direcciones de autorización y de tokens.",
  "A base address replaces the hosts of a preset: name the preset too, or leave it out.":
    "Una dirección base ocupa el lugar de los servidores de un preajuste: nombra también el preajuste, o déjala fuera.",
  "An accounts service is added by its issuer, such as https://accounts.example.com.":
    "Un servicio de cuentas se añade por su emisor, como https://accounts.example.com.",
  "{0} has no address of its own: say where it is with a base address.":
    "{0} no tiene una dirección propia: di dónde está con una dirección base.",
  "“{0}” is still in use by {who}. Sign out there first.":
    "{who} usa todavía «{0}». Cierra antes la sesión allí.",
  "The app “{0}” that was registered there for this provider is still there: {error} Ask whoever runs the service to delete it.":
    "La aplicación «{0}» que se registró allí para este servicio sigue allí: {error} Pide a quien lleva el servicio que la elimine.",
  "There is no provider “{0}” here. See the list of providers, or add it.":
    "Aquí no hay ningún servicio «{0}». Mira la lista de servicios, o añádelo.",
  "A provider's name has 1 to 64 characters, none of them a control character, and does not begin with “-”.":
    "El nombre de un servicio tiene de 1 a 64 caracteres, ninguno de control, y no empieza por «-».",
  "There is a provider “{name}” already. Choose another name, or remove that one first.":
    "Ya hay un servicio «{name}». Elige otro nombre, o quita antes ese.",
  "“{0}” uses the same return address, and this service does not say who it is when it answers. Register one of its own for each, such as {OWN_SCHEME}:/callback/{1}.":
    "«{0}» usa la misma dirección de retorno, y este servicio no dice quién es cuando responde. Registra una propia para cada uno, como {OWN_SCHEME}:/callback/{1}.",
  "An app has a secret or a key, not both: a service refuses two proofs in one request.":
    "Una aplicación tiene un secreto o una clave, no los dos: un servicio rechaza dos pruebas en una petición.",
  "This service takes no keys of apps (private_key_jwt): it takes {0}.":
    "Este servicio no acepta claves de aplicaciones (private_key_jwt): acepta {0}.",
  "it left out token_type": "no dijo token_type",
  "it sent expires_in as a text": "envió expires_in como texto",
  "it sent scope as an array": "envió scope como lista",
  "it put commas between scopes": "separó los permisos con comas",
  "it sent an error as a success": "envió un error como éxito",
  "it called its JSON something else": "llamó a su JSON de otro modo",
  "it gave no ID token, although openid was asked for":
    "no dio ningún ID token, aunque se pidió openid",
  "it promises to say in each answer who it is, and did not":
    "promete decir en cada respuesta quién es, y no lo dijo",
  "The service deviates from the standard: {0}.": "El servicio se desvía del estándar: {0}.",
  "There is {0}.": "Hay {0}.",
  "no deviation “{0}”; there is {1}": "ninguna desviación «{0}»; hay {1}",
  "a list of deviations": "una lista de desviaciones",
  "there is {0}": "hay {0}",
  "“{0}” is not an address of a service: write it like https://accounts.example.com, without user, question mark or “#”.":
    "«{0}» no es la dirección de un servicio: escríbela como https://accounts.example.com, sin usuario, interrogación ni «#».",
  "“{0}” is plain http to another machine, where anybody on the way could read along. Use https.":
    "«{0}» es http sin cifrar a otra máquina, donde cualquiera en el camino podría leer. Usa https.",
  "{host} publishes nothing about itself, neither at {path} nor at {openid} ({status}). Check the address; a service without such a page is added by its endpoints.":
    "{host} no publica nada sobre sí mismo, ni en {path} ni en {openid} ({status}). Comprueba la dirección; un servicio sin esa página se añade por sus direcciones.",
  "What {host} has at {path} is not JSON. Check the address, or add the service by its endpoints.":
    "Lo que {host} tiene en {path} no es JSON. Comprueba la dirección, o añade el servicio por sus direcciones.",
  "The document of {host} does not read as OAuth metadata: {detail}. Check the address, or add the service by its endpoints.":
    "El documento de {host} no se lee como metadatos de OAuth: {detail}. Comprueba la dirección, o añade el servicio por sus direcciones.",
  "You asked for the issuer “{asked}”, and the document there names “{named}”. If that is the one you mean, use it exactly as written.":
    "Preguntaste por el emisor «{asked}», y el documento de allí nombra «{named}». Si te refieres a ese, úsalo exactamente como está escrito.",
  "The document of {host} says “{endpoint}” as its {member}, which is not an address that may be used: it has to be https.":
    "El documento de {host} dice «{endpoint}» como su {member}, que no es una dirección que se pueda usar: tiene que ser https.",
  "The document of {host} lists in {member} nothing that this app can use: it needs “{needed}”. Ask whoever runs the service.":
    "El documento de {host} no enumera en {member} nada que esta aplicación pueda usar: necesita «{needed}». Pregunta a quien lleva el servicio.",
  "“{file}” cannot be read: {why}. Give a file with presets.":
    "«{file}» no se puede leer: {why}. Da un archivo con preajustes.",
  "“{file}” is larger than {0} KiB, which no file with presets is.":
    "«{file}» ocupa más de {0} KiB, y ningún archivo con preajustes es así.",
  "“{file}”, line {line}{0}: {problem}. Nothing of that file is used until it is mended.":
    "«{file}», línea {line}{0}: {problem}. No se usa nada de ese archivo hasta que esté arreglado.",
  "it is not UTF-8 from here on": "desde aquí no es UTF-8",
  "“{id}” is the id of a built-in preset. Choose another":
    "«{id}» es el id de un preajuste incluido. Elige otro",
  "“{id}” is the id of a preset above. Choose another":
    "«{id}» es el id de un preajuste de más arriba. Elige otro",
  "it has neither [preset.paths] nor discovery = \"required\", so nobody could tell where the service is":
    "no tiene ni [preset.paths] ni discovery = \"required\", así que nadie sabría dónde está el servicio",
  "there is no key “{0}” here; the nearest is “{nearest}”":
    "aquí no hay ninguna clave «{0}»; la más parecida es «{nearest}»",
  "there is no key “{0}” here": "aquí no hay ninguna clave «{0}»",
  "the key “{0}” is missing here": "aquí falta la clave «{0}»",
  "This service does not say that it checks PKCE with S256. It is sent all the same; whether it protects you is the service's to say.":
    "Este servicio no dice que compruebe PKCE con S256. Se envía igualmente; si te protege, lo sabe el servicio.",
  "{0} is at no fixed address: say where with a base address.":
    "{0} no está en una dirección fija: di dónde con una dirección base.",
  "This preset names no paths, and the service publishes none.":
    "Este preajuste no nombra rutas, y el servicio no publica ninguna.",
  "Both the authorization address and the token address are needed.":
    "Hacen falta tanto la dirección de autorización como la de tokens.",
  "“{uri}” does not come back to this app after a sign-out: it has to begin with http://127.0.0.1.":
    "«{uri}» no vuelve a esta aplicación después de cerrar sesión: tiene que empezar por http://127.0.0.1.",
  "Return address {0}: {problem}.": "Dirección de retorno {0}: {problem}.",
  "“{uri}” does not come back to this app, so it is not used: it begins neither with {OWN_SCHEME}: nor with http://127.0.0.1.":
    "«{uri}» no vuelve a esta aplicación, así que no se usa: no empieza ni por {OWN_SCHEME}: ni por http://127.0.0.1.",
  "A client id is written in plain ASCII, as the service shows it.":
    "Un id de cliente se escribe en ASCII sencillo, como lo muestra el servicio.",
  "{0} needs the secret of the app that you registered there.":
    "{0} necesita el secreto de la aplicación que registraste allí.",
  "A client secret is one line of plain ASCII. Copy it again from the service.":
    "Un secreto de cliente es una línea en ASCII sencillo. Cópialo de nuevo del servicio.",
  " with the return address {address}": " con la dirección de retorno {address}",
  " and its client secret": " y su secreto de cliente",
  "The preset “{id}” is missing from this program. Install it again.":
    "A este programa le falta el preajuste «{id}». Instálalo de nuevo.",
  "A base address is https (or http on this computer), without question mark or “#”, such as https://accounts.example.com.":
    "Una dirección base es https (o http en este equipo), sin interrogación ni «#», como https://accounts.example.com.",
  "“{0}” is not an address that can be asked. Write it like https://accounts.example.com/oauth/token.":
    "«{0}» no es una dirección a la que se pueda preguntar. Escríbela como https://accounts.example.com/oauth/token.",
  "“{0}” is no resource: write its whole address, without “#”, such as https://api.example.com/.":
    "«{0}» no es ningún recurso: escribe su dirección entera, sin «#», como https://api.example.com/.",
  "“{0}” is neither a path such as “/oauth/token” nor an https address":
    "«{0}» no es ni una ruta como «/oauth/token» ni una dirección https",
  "“{0}” is no id: it has 1 to 32 small letters, digits, “-” and “_”":
    "«{0}» no es un id: tiene de 1 a 32 letras minúsculas, cifras, «-» y «_»",
  "a title has 1 to 64 characters, none of them a control character":
    "un título tiene de 1 a 64 caracteres, ninguno de control",
  "“{0}” is no base address: it is https, without question mark or “#”":
    "«{0}» no es una dirección base: es https, sin interrogación ni «#»",
  "a template of issuers is an https address with one place in braces, and the claim that says what stands there":
    "una plantilla de emisores es una dirección https con un lugar entre llaves, y el dato que dice qué va ahí",
  "“{0}” is no path such as “/v1/auth”": "«{0}» no es una ruta como «/v1/auth»",
  "a JSON pointer such as \"/user/name\", or a list of them":
    "un puntero JSON como \"/user/name\", o una lista de ellos",
  "“{0}” is no JSON pointer: it begins with “/”, such as “/user/name”":
    "«{0}» no es un puntero JSON: empieza por «/», como «/user/name»",
  "“{name}” is not for a preset to say: the program says it itself":
    "«{name}» no lo dice un preajuste: lo dice el propio programa",
  "“{0}” is no name of a header": "«{0}» no es el nombre de una cabecera",
  "the value of “{name}” does not fit into a header":
    "el valor de «{name}» no cabe en una cabecera",
  "{0} registers apps only for those who have an initial access token. Give it in a file, or register an app there by hand and enter its client id.":
    "{0} solo registra aplicaciones de quien tiene un token de acceso inicial. Dalo en un archivo, o registra allí una aplicación a mano e introduce su id de cliente.",
  "{0} does not accept that initial access token: it may be used up or too old. Ask for another, or register an app there by hand and enter its client id.":
    "{0} no acepta ese token de acceso inicial: puede que esté gastado o sea demasiado antiguo. Pide otro, o registra allí una aplicación a mano e introduce su id de cliente.",
  "{0} does not register apps for this program. Register one there by hand, and enter its client id.":
    "{0} no registra aplicaciones para este programa. Registra allí una a mano, e introduce su id de cliente.",
  "{host} does not take the return addresses {uris}{said}. Give others, or register an app there by hand and enter its client id.":
    "{host} no acepta las direcciones de retorno {uris}{said}. Da otras, o registra allí una aplicación a mano e introduce su id de cliente.",
  "{host} does not take what this program says of itself{said}. Register an app there by hand, and enter its client id.":
    "{host} no acepta lo que este programa dice de sí mismo{said}. Registra allí una aplicación a mano, e introduce su id de cliente.",
  "{host} refused to register an app (status {status}{said}). Register one there by hand, and enter its client id.":
    "{host} se negó a registrar una aplicación (estado {status}{said}). Registra allí una a mano, e introduce su id de cliente.",
  "{host} answered the registration with something that is none: {what}. Nothing was kept. Register an app there by hand, and enter its client id.":
    "{host} respondió al registro con algo que no lo es: {what}. No se guardó nada. Registra allí una aplicación a mano, e introduce su id de cliente.",
  "{host} registered an app that nobody could sign in with: {what}. It was not kept. Register one there by hand, and enter its client id.":
    "{host} registró una aplicación con la que nadie podría iniciar sesión: {what}. No se guardó. Registra allí una a mano, e introduce su id de cliente.",
  "{host} did not delete it (status {status}).": "{host} no la eliminó (estado {status}).",
  "it does not read (line {0}, column {1})": "no se puede leer (línea {0}, columna {1})",
  "it has no client id": "no tiene id de cliente",
  "it has to prove itself by “{0}”, which this program does not do":
    "tiene que identificarse con «{0}», y este programa no lo hace",
  "it has to prove itself by {0} and was given no secret":
    "tiene que identificarse con {0} y no recibió ningún secreto",
  "its secret is not plain ASCII": "su secreto no es ASCII sencillo",
  "The service registered the app with the client authentication {0} instead of {1}.":
    "El servicio registró la aplicación con la autenticación de cliente {0} en vez de {1}.",
  "The secret that the service gave the app ends one day. Add the provider anew when it is refused.":
    "El secreto que el servicio dio a la aplicación termina algún día. Añade el servicio de nuevo cuando lo rechace.",
  "none of the return addresses of this program is registered":
    "ninguna de las direcciones de retorno de este programa está registrada",
  "The service did not register the return address {uri}, so it is not used.":
    "El servicio no registró la dirección de retorno {uri}, así que no se usa.",
  "it may not use codes (authorization_code)": "no puede usar códigos (authorization_code)",
  "The service registered the app without refresh_token: its sessions may not be renewed.":
    "El servicio registró la aplicación sin refresh_token: puede que sus sesiones no se renueven.",
  "The service did not give the app the scopes {0}, so they are not asked for.":
    "El servicio no dio a la aplicación los permisos {0}, así que no se piden.",
  " (it says: {text})": " (dice: {text})",
  " there": " allí",
  " at {page}": " en {page}",
  "This service carries no app for Countersign: register one{there}{kind}{address}, and enter its client id{secret}.":
    "Este servicio no lleva ninguna aplicación para Countersign: registra una{there}{kind}{address}, e introduce su id de cliente{secret}.",
  "The service": "El servicio",
} satisfies Partial<Record<Sentence, string>>;
