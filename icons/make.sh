#!/bin/sh
# Draws the PNGs and the ICO anew from icon.svg and tray.svg. The build does not need this: the pictures are committed.
# Needs chromium and imagemagick, as the tests do.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp icon.svg "$work/"
for size in 32 64 128 256 512; do
  printf '<!doctype html><style>body{margin:0}img{display:block;width:%spx;height:%spx}</style><img src="icon.svg">' "$size" "$size" >"$work/page.html"
  HOME="$work" chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --default-background-color=00000000 --window-size=800,800 --screenshot="$work/shot.png" "file://$work/page.html" 2>/dev/null
  convert "$work/shot.png" -crop "${size}x$size+0+0" +repage "PNG32:${size}x$size.png"
done
convert 32x32.png 64x64.png 128x128.png 256x256.png icon.ico

# A panel does not say whether it is light or dark: this grey is seen on both (4.0:1 on white, 5.3:1 on black). macOS takes the
# shape alone.
{ printf '<!doctype html><style>body{margin:0;color:#808080}svg{display:block;width:64px;height:64px}</style>'; cat tray.svg; } >"$work/page.html"
HOME="$work" chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
  --default-background-color=00000000 --window-size=800,800 --screenshot="$work/shot.png" "file://$work/page.html" 2>/dev/null
convert "$work/shot.png" -crop "64x64+0+0" +repage PNG32:tray.png
