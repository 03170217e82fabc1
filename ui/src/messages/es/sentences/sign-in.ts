import type { Sentence } from "../../../generated/sentences";

/** Un inicio de sesión, su camino de vuelta y su final. */
export const signIn = {
  "Only https addresses, and http on this computer, are opened in the browser. Check the provider's sign-in address.":
    "En el navegador solo se abren direcciones https, y http de este equipo. Comprueba la dirección de inicio de sesión del servicio.",
  "The browser could not be opened ({0}). Open the address yourself, or choose a default browser and try again.":
    "El navegador no se pudo abrir ({0}). Abre tú la dirección, o elige un navegador predeterminado e inténtalo de nuevo.",
  "no program that opens web pages was found":
    "no se encontró ningún programa que abra páginas web",
  "the system's opener ended with {status}":
    "el programa del sistema que abre páginas terminó con {status}",
  "This service offers no way to end its own session in your browser. Sign out on its page, if you want that.":
    "Este servicio no ofrece ningún modo de terminar su propia sesión en tu navegador. Ciérrala en su página, si quieres.",
  "The service's address for that cannot be used. Sign out on its page, if you want that.":
    "La dirección del servicio para eso no se puede usar. Cierra la sesión en su página, si quieres.",
  "Your browser was sent to the service to end its own session there, and no return address for that is registered, so only its page says whether it did.":
    "Tu navegador fue enviado al servicio para terminar allí su propia sesión, y no hay registrada ninguna dirección de retorno para eso, así que solo su página dice si lo hizo.",
  "{0} Sign out on the service's page, if you want its own session ended.":
    "{0} Cierra la sesión en la página del servicio, si quieres que termine la suya.",
  "The browser did not come back in time. Look at the service's page whether its own session has ended.":
    "El navegador no volvió a tiempo. Mira en la página del servicio si su propia sesión ha terminado.",
  "“{0}” is no address of this computer to listen on. Register http://127.0.0.1/callback.":
    "«{0}» no es una dirección de este equipo en la que escuchar. Registra http://127.0.0.1/callback.",
  "Port {0} of this computer, which this app is registered with, cannot be listened on ({1}). Close the program that uses it, and try again.":
    "En el puerto {0} de este equipo, con el que esta aplicación está registrada, no se puede escuchar ({1}). Cierra el programa que lo usa e inténtalo de nuevo.",
  "No port of this computer can be listened on ({0}).":
    "No se puede escuchar en ningún puerto de este equipo ({0}).",
  "on this system the scheme is registered when the app is installed, and this copy cannot tell whether it was":
    "en este sistema el esquema se registra al instalar la aplicación, y esta copia no puede saber si se hizo",
  "It was not registered: {REASON}. Come back by loopback.":
    "No se registró: {REASON}. Vuelve por 127.0.0.1.",
  "this system does not tell": "este sistema no lo dice",
  "Another program (“{entry}”) receives {SCHEME} links, so this sign-in may not come back. Choose another way back, or Register again in the app.":
    "Otro programa («{entry}») recibe los enlaces {SCHEME}, así que este inicio de sesión quizá no vuelva. Elige otro camino de vuelta, o «Registrar de nuevo» en la aplicación.",
  "No program receives {SCHEME} links yet. Start the Countersign app once, or choose another way back.":
    "Ningún programa recibe aún los enlaces {SCHEME}. Inicia una vez la aplicación Countersign, o elige otro camino de vuelta.",
  "Whether {SCHEME} links come back could not be found out: {reason}.":
    "No se pudo averiguar si los enlaces {SCHEME} vuelven: {reason}.",
  "This program could not be found": "Este programa no se pudo encontrar",
  "The list of default programs could not be written":
    "La lista de programas predeterminados no se pudo escribir",
  "The scheme could not be registered. Try again.":
    "El esquema no se pudo registrar. Inténtalo de nuevo.",
  "the desktop entry {0} is gone": "la entrada de escritorio {0} ya no está",
  "The desktop entry that hides the installed one could not be removed":
    "La entrada de escritorio que oculta la instalada no se pudo quitar",
  "The desktop entry could not be written. Try again.":
    "La entrada de escritorio no se pudo escribir. Inténtalo de nuevo.",
  "The desktop entry could not be written": "La entrada de escritorio no se pudo escribir",
  "The system names no folder for programs of yours (HOME is not set). Come back by loopback.":
    "El sistema no nombra ninguna carpeta para tus programas (HOME no está definida). Vuelve por 127.0.0.1.",
  "{what}: {error}. Come back by loopback, or mend it and register again.":
    "{what}: {error}. Vuelve por 127.0.0.1, o arréglalo y registra de nuevo.",
  "The provider “{0}” was removed meanwhile. Add it again, and sign in.":
    "El servicio «{0}» se quitó mientras tanto. Añádelo de nuevo e inicia sesión.",
  "You are signed in; the profile could not be read yet. {0}":
    "Has iniciado sesión; el perfil aún no se pudo leer. {0}",
  "Somebody the service does not name": "Alguien a quien el servicio no nombra",
  "{who} signed in at “{0}”, who is not known to be the person of that account. It stands in the list as an account of its own.":
    "{who} inició sesión en «{0}», y no se sabe si es la persona de esa cuenta. Figura en la lista como una cuenta propia.",
  "it is longer than 8 KiB": "mide más de 8 KiB",
  "it is not plain text": "no es texto sencillo",
  "it has no query": "no tiene consulta",
  "it has a part after “#”": "tiene una parte detrás de «#»",
  "it names “{0}” twice": "nombra «{0}» dos veces",
  "it has no state": "no tiene state",
  "it has neither a code nor an error": "no tiene ni un código ni un error",
  "it has both a code and an error": "tiene tanto un código como un error",
  "“{0}” could not be written ({error}). The sign-in waits: make room, and try again.":
    "«{0}» no se pudo escribir ({error}). El inicio de sesión espera: haz sitio e inténtalo de nuevo.",
  "The program that was finishing this sign-in ended before it was done. Start the sign-in again.":
    "El programa que completaba este inicio de sesión terminó antes de acabar. Empieza de nuevo el inicio de sesión.",
  "The sign-in took longer than ten minutes, so its answer is not used any more. Start it again.":
    "El inicio de sesión tardó más de diez minutos, así que su respuesta ya no se usa. Empiézalo de nuevo.",
  "The answer came back to another address than the one that was asked for. It was not used. Start the sign-in again; if it happens again, check the return addresses of this provider.":
    "La respuesta volvió a otra dirección que la que se pidió. No se usó. Empieza de nuevo el inicio de sesión; si vuelve a ocurrir, comprueba las direcciones de retorno de este servicio.",
  "The answer says it is from “{named}”, and you signed in at “{expected}”. It was not used, as somebody may have mixed up the two on purpose. Start the sign-in again, and tell whoever runs the service.":
    "La respuesta dice ser de «{named}», y tú iniciaste sesión en «{expected}». No se usó, ya que alguien puede haber confundido los dos a propósito. Empieza de nuevo el inicio de sesión, y avisa a quien lleva el servicio.",
  "“{0}” promises to say in each answer who it is, and this answer does not. It was not used. Start the sign-in again.":
    "«{0}» promete decir en cada respuesta quién es, y esta no lo dice. No se usó. Empieza de nuevo el inicio de sesión.",
  "Access was denied at {0}, by you or by the service. Nothing was stored. Start again if that was not meant.":
    "Se denegó el acceso en {0}; fuiste tú o fue el servicio. No se guardó nada. Empieza de nuevo si no era tu intención.",
  "{host} did not sign you in: {said}. Nothing was stored. Check the provider's settings, and start again.":
    "{host} no inició tu sesión: {said}. No se guardó nada. Comprueba los ajustes del servicio y empieza de nuevo.",
  "{host} did not sign you in: {said}. It was asked for these scopes: {asked}. Nothing was stored. Ask for others, and start again.":
    "{host} no inició tu sesión: {said}. Se le pidieron estos permisos: {asked}. No se guardó nada. Pide otros y empieza de nuevo.",
  "The code expired: {0} accepts it for a short time and only once. Start the sign-in again.":
    "El código caducó: {0} lo acepta poco tiempo y una sola vez. Empieza de nuevo el inicio de sesión.",
  "{host} has to vouch for who signed in, and {why} You were not signed in, and nothing was kept.":
    "{host} tiene que responder de quién inició sesión, y {why} No se inició tu sesión, y no se guardó nada.",
  "You were signed in, but the session could not be kept, so it was ended again. {0}":
    "Se inició tu sesión, pero no se pudo guardar, así que se terminó de nuevo. {0}",
  "Somebody else signed in at “{0}” than the person whose session this is. That sign-in was ended again, and nothing was changed. Try again, and sign in as the same person.":
    "En «{0}» inició sesión otra persona que la de esta sesión. Ese inicio de sesión se terminó de nuevo, y no se ha cambiado nada. Inténtalo de nuevo e inicia sesión como la misma persona.",
  "You signed in, but “{provider}” could not say who you are, so the sign-in was ended again and nothing was changed. {why}":
    "Iniciaste sesión, pero «{provider}» no pudo decir quién eres, así que se terminó de nuevo y no se ha cambiado nada. {why}",
  "Finishing the sign-in broke off. Start it again.":
    "La última parte del inicio de sesión se interrumpió. Empiézalo de nuevo.",
  "An answer to a sign-in came back, and none waits for it: it was finished, cancelled or too old. Nothing was done. Start a new one if you meant to sign in.":
    "Volvió una respuesta a un inicio de sesión, y ninguno la espera: se completó, se canceló o era demasiado antiguo. No se hizo nada. Empieza uno nuevo si querías iniciar sesión.",
  "The sign-in was completed, and its account is gone again. Sign in again.":
    "El inicio de sesión se completó, y su cuenta ya no está. Inicia sesión de nuevo.",
  "The code was not entered in time, and is no longer taken. Start the sign-in again.":
    "El código no se introdujo a tiempo, y ya no se acepta. Empieza de nuevo el inicio de sesión.",
  "The fresh sign-in broke off. Try again.":
    "El nuevo inicio de sesión se interrumpió. Inténtalo de nuevo.",
  "Nobody signed in within the time there was, so the service was not asked again and nothing was changed. Try again.":
    "Nadie inició sesión en el tiempo que había, así que no se volvió a preguntar al servicio y no se ha cambiado nada. Inténtalo de nuevo.",
  "Its answer names nobody. Ask whoever runs it.":
    "Su respuesta no nombra a nadie. Pregunta a quien lo lleva.",
  "“{0}” wants a fresh sign-in for this, and does not say who is signed in, so nobody could tell whether the same person came back. Sign out, and sign in again.":
    "«{0}» quiere un inicio de sesión nuevo para esto, y no dice quién lo hizo, así que nadie sabría si volvió la misma persona. Cierra la sesión e iníciala de nuevo.",
  "{why} Sign in by deep link instead.": "{why} Inicia sesión por enlace en su lugar.",
  "This sign-in does not come back that way. Open it again as it was.":
    "Este inicio de sesión no vuelve por ese camino. Ábrelo de nuevo como estaba.",
  "Something came back to this app that is no answer to a sign-in ({why}). It was ignored.":
    "Volvió algo a esta aplicación que no es respuesta a ningún inicio de sesión ({why}). No se le hizo caso.",
  "A name to fill in is one line of at most 320 bytes, such as an e-mail address.":
    "Un nombre para rellenar es una línea de 320 bytes como máximo, como un correo electrónico.",
  "No sign-in “{0}” waits here. It may have ended; start a new one.":
    "Aquí no espera ningún inicio de sesión «{0}». Puede que haya terminado; empieza uno nuevo.",
  "The answer to this sign-in came another way just now, and is being finished. This was not used.":
    "La respuesta a este inicio de sesión acaba de llegar por otro camino, y se está completando. Esta no se usó.",
  "Nothing was pasted. Copy the whole address that your browser ended on, and paste it here.":
    "No se pegó nada. Copia la dirección entera en la que terminó tu navegador, y pégala aquí.",
  "This is longer than 8 KiB, which no answer is. Copy only the address that your browser ended on, and paste it here.":
    "Esto mide más de 8 KiB, y ninguna respuesta es así. Copia solo la dirección en la que terminó tu navegador, y pégala aquí.",
  "This is the address of the sign-in page itself. Open it, sign in there, and paste the address that your browser ends on.":
    "Esta es la dirección de la propia página de inicio de sesión. Ábrela, inicia sesión allí, y pega la dirección en la que termine tu navegador.",
  "This is still a page of {0}. Finish there first: what belongs here is the address that your browser is sent to afterwards.":
    "Esta es todavía una página de {0}. Acaba antes allí: lo que va aquí es la dirección a la que se envía después a tu navegador.",
  "This seems to be the code alone. Paste the whole address, as the rest of it shows that it answers this sign-in.":
    "Esto parece ser solo el código. Pega la dirección entera, ya que el resto demuestra que responde a este inicio de sesión.",
  "This is no address that a sign-in ends on ({0}). Copy the whole address that your browser ended on, and paste it here.":
    "Esta no es una dirección en la que termine un inicio de sesión ({0}). Copia la dirección entera en la que terminó tu navegador, y pégala aquí.",
  "This address has no answer in it. Copy the whole address, up to its end, once you have signed in.":
    "Esta dirección no trae ninguna respuesta. Copia la dirección entera, hasta el final, cuando hayas iniciado sesión.",
  "This answers another sign-in, which waits at “{0}”. Paste it there; this one still waits for its own.":
    "Esto responde a otro inicio de sesión, que espera en «{0}». Pégalo allí; este sigue esperando el suyo.",
  "This answers an earlier sign-in. Paste the address that your browser ends on this time.":
    "Esto responde a un inicio de sesión anterior. Pega la dirección en la que termine tu navegador esta vez.",
  "This came back to another address than the one that was asked for. It has to begin with {0}.":
    "Esto volvió a otra dirección que la que se pidió. Tiene que empezar por {0}.",
  "This sign-in does not take an address by hand. Finish it in the browser, or start again with that way back.":
    "Este inicio de sesión no acepta una dirección a mano. Acábalo en el navegador, o empieza de nuevo con ese camino de vuelta.",
  "This sign-in was finished already. This was not used, and nothing is left to do.":
    "Este inicio de sesión ya se completó. Esto no se usó, y no queda nada por hacer.",
  "This sign-in ended already, without success. This was not used. Start a new one.":
    "Este inicio de sesión ya terminó, sin éxito. Esto no se usó. Empieza uno nuevo.",
  "This sign-in was called off. This was not used. Start a new one.":
    "Este inicio de sesión se canceló. Esto no se usó. Empieza uno nuevo.",
  "32 sign-ins are waiting already. Finish or cancel one, and try again.":
    "Ya esperan 32 inicios de sesión. Acaba o cancela uno, e inténtalo de nuevo.",
  "Nothing came back within ten minutes. Start the sign-in again.":
    "No volvió nada en diez minutos. Empieza de nuevo el inicio de sesión.",
  "{host} has nothing at the address where requests are to be left ({status}). Tell whoever runs the service.":
    "{host} no tiene nada en la dirección donde se dejan las peticiones ({status}). Avisa a quien lleva el servicio.",
  "{host} answered to the request that was left there with status {status} instead of 201, so nobody knows whether it was kept. Tell whoever runs the service.":
    "{host} respondió a la petición que se dejó allí con el estado {status} en vez de 201, así que nadie sabe si se guardó. Avisa a quien lleva el servicio.",
  "{host} took the request, and its answer {what}. The sign-in was not started. Tell whoever runs the service.":
    "{host} aceptó la petición, y su respuesta {what}. El inicio de sesión no se empezó. Avisa a quien lleva el servicio.",
  "The page of {0} has to be opened within {lifetime} s. If it says that the request is over, open it again from here.":
    "La página de {0} se tiene que abrir en {lifetime} s. Si dice que la petición ha terminado, ábrela de nuevo desde aquí.",
  "The request went with the browser, as it could not be left at the service beforehand. {why}":
    "La petición fue con el navegador, ya que no se pudo dejar antes en el servicio. {why}",
  "is not the JSON that it has to be": "no es el JSON que tiene que ser",
  "names no request_uri that could be used": "no nombra ningún request_uri que se pueda usar",
  "does not say in whole seconds how long the request is kept (expires_in)":
    "no dice en segundos enteros cuánto se guarda la petición (expires_in)",
  "says that the request is over already (expires_in is 0)":
    "dice que la petición ya ha terminado (expires_in es 0)",
  "The sign-in was not finished in time. It still waits: finish it, or start again.":
    "El inicio de sesión no se completó a tiempo. Sigue esperando: acábalo, o empieza de nuevo.",
  "The sign-in was cancelled.": "El inicio de sesión se canceló.",
  "Register one at the service, add the provider again with it, or choose another way back.":
    "Registra una en el servicio, añade el servicio de nuevo con ella, o elige otro camino de vuelta.",
  "“{name}” was added with no return address on this computer, such as http://127.0.0.1/callback. {register}":
    "«{name}» se añadió sin ninguna dirección de retorno de este equipo, como http://127.0.0.1/callback. {register}",
  "“{name}” was added with no return address of this app, such as app.countersign.desktop:/callback. {register}":
    "«{name}» se añadió sin ninguna dirección de retorno de esta aplicación, como app.countersign.desktop:/callback. {register}",
  "“{name}” does not say that it lets people sign in on another device. Choose another way back.":
    "«{name}» no dice que deje iniciar sesión en otro dispositivo. Elige otro camino de vuelta.",
  "“{name}” was added with no return address. {register}":
    "«{name}» se añadió sin ninguna dirección de retorno. {register}",
} satisfies Partial<Record<Sentence, string>>;
