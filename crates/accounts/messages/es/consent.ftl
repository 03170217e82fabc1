# The consent page.

consent-page = Acceso para { $app }
consent-title = <bdi>{ $app }</bdi> pide acceso
consent-you = Eres <bdi>{ $email }</bdi>.
consent-you-named = Eres <bdi>{ $name }</bdi>, <bdi>{ $email }</bdi>.
consent-not-you = ¿No eres tú?
consent-lead = Se concede lo que dejes marcado.
consent-lead-always = Obtendrá lo que aparece aquí y nada más.
consent-lead-nothing = Solo sabrá qué cuenta es la tuya.
consent-claimed = Cualquier programa puede hacerse con esos enlaces: acepta solo si has empezado esto tú.
consent-end = Puedes quitarle el acceso cuando quieras en tu cuenta, en Aplicaciones conectadas.
consent-deny = Denegar
consent-accept = Aceptar

# After the answer, while the browser hands it to an app on this computer.
consent-gone = De vuelta a <bdi>{ $app }</bdi>
    .next = Cuando se haya abierto, puedes cerrar esta página.
    .not = Si no se ha abierto nada, quizá tu navegador te haya preguntado antes.
consent-again = Volver a abrirla

# What is asked for, and what it shows or does where the person's own values do not say so.
ask-id = El identificador de tu cuenta
    .shows = { $id }. Siempre se incluye.
ask-apis = Usar estas API en tu nombre
ask-personal-information = Tu nombre y tu correo
ask-personal-configuration = Tu idioma y tus formatos
ask-product-apis = Usar las API de los productos
    .shows = Llama a los productos que puedes usar, con tus permisos.
ask-km-editor-api = Editar la base de conocimiento en tu nombre
    .shows = Los artículos que escriba aparecerán como tuyos.
ask-reporting-api = Leer informes en tu nombre
    .shows = Ve todos los informes que puedes ver tú.
ask-profile = Tu nombre, tu idioma y tus formatos
ask-email = Tu correo
ask-business = Para la empresa { $business }
    .shows = Actúa en su nombre y conoce tu correo ({ $email }) y tu función. Siempre se incluye.
ask-no-business = Tu correo y tu función
    .shows = { $email }. Aquí no perteneces a ninguna empresa. Siempre se incluye.
ask-read-write = Leer y escribir lo mismo que tú
    .shows = Ve tu nombre, tu correo, tu idioma y tu zona horaria, y mantiene la sesión hasta que le retires el acceso.
ask-user-read = Tu perfil
    .shows = { $known }, y lo demás que diga tu perfil.
ask-user-write = Cambiar tu perfil
    .shows = Puede cambiar tus nombres, tu imagen, lo que dices de ti, tu lugar y tu página. Tu correo no cambia.
ask-offline-access = Mantener la sesión iniciada
    .shows = Renueva su acceso mientras no estás, hasta que le cierres la sesión.
ask-accounts-admin = Administrar este servicio
    .shows = Cambia aplicaciones, personas, organizaciones y claves igual que puedes hacerlo tú.
ask-account = Gestionar tu cuenta
    .shows = Puede cambiar tu perfil y tu contraseña, cerrar tus otras sesiones y quitar el acceso a aplicaciones.
ask-unknown = Algo para lo que este servicio no tiene palabras
    .shows = Pregunta a quien hizo la aplicación para qué sirve «{ $scope }».
ask-acts-as-you = Actúa como si fueras tú. Si dudas, déjalo sin marcar.
ask-address = Tu dirección
ask-phone = Tu número de teléfono
ask-not-set = Sin indicar todavía.

# Claims that an app asks for one by one.
claim-name = Tu nombre
claim-preferred-username = Tu nombre corto
claim-picture = Tu imagen
claim-website = Tu página web
claim-settings = Tu idioma y tus formatos
claim-updated-at = Cuándo cambió tu perfil por última vez
claim-email-verified = Si se ha comprobado tu correo electrónico

# What the app says of itself.
consent-policy = Política de privacidad
consent-terms = Condiciones

# An answer that goes to the app in a form.
hand-over-title = Volviendo a { $host }
hand-over-title-computer = Volviendo a un programa de este ordenador
hand-over-lead = Tu respuesta está en camino. Si no pasa nada, pulsa el botón.
hand-over-button = Continuar
