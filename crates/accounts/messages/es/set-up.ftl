# The set-up page, and what stands after it.

set-up-page = Puesta en marcha
set-up-title = Pon en marcha este servicio
set-up-lead = Serás la primera persona que lo administra: tú decides qué aplicaciones pueden pedir acceso.
set-up-not-stored = Todavía no se ha guardado.
    .next = Corrige lo que está señalado y escribe otra vez la contraseña.
set-up-name = Tu nombre
set-up-email = Correo electrónico
set-up-password = Contraseña
set-up-password-hint = 12 caracteres o más.
set-up-password-again = Contraseña, otra vez
set-up-formats = Cómo lees fechas y números
set-up-language = Idioma
set-up-time-zone = Zona horaria
set-up-dates = Fechas
set-up-numbers = Números
set-up-smart-dates = Fechas cercanas en palabras
    .example = «ayer», «dentro de dos días»
set-up-button = Empezar a administrar

# What is wrong with a field.
problem-name = Escribe tu nombre; lo ven las aplicaciones que tú permitas.
problem-name-long = Escribe tu nombre en 200 caracteres como máximo y en una sola línea.
problem-email = Escribe la dirección así: ada@example.com.
problem-choice = Elige una opción de la lista.
problem-password-short = Elige una contraseña de al menos 12 caracteres. Varias palabras seguidas se recuerdan bien.
problem-password-long = Elige una contraseña de 256 caracteres como máximo.
problem-password-not-typed = Elige una contraseña que se pueda escribir: una línea, sin tabuladores ni otros caracteres de control.
problem-password-again = Las dos contraseñas no son iguales. Escríbelas otra vez.

set-up-closed = Esta dirección de puesta en marcha ya no sirve
    .what = Sirve una sola vez, durante diez minutos, y solo mientras el servicio no tenga a nadie.
    .next = Si todavía no hay nadie, vuelve a iniciar el servicio o pulsa Set up en la aplicación: te dará una dirección nueva.
set-up-done = El servicio está en marcha
    .what = { $name } es la primera persona que lo administra, e inicia sesión como { $email }.
    .next = Puedes cerrar esta página e iniciar sesión desde tu aplicación.
