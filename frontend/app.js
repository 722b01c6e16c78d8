// What every page of the workspace carries: htmx for parts, and a few small manners. Pages work without it.
import "htmx.org";
import "./manners.js";
import "./builder.js";
