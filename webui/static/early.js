// Before anything is drawn: what needs the scripts may be shown.
document.documentElement.classList.add("js");
