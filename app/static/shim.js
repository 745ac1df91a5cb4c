// Chrome 133–143 ship an early Document.parseHTMLUnsafe that refuses htmx 4.0.1's call, and every swap fails; without it htmx falls back to DOMParser.
delete Document.parseHTMLUnsafe;
