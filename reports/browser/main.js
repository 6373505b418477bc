/**
 * What the page does when it is opened.
 *
 * @module
 */
import { drawCharts } from "./charts.js";
import { connectGround } from "./ground.js";

connectGround();
await drawCharts();
