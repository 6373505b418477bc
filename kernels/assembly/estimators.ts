// The estimators' kernels: one module with a memory of its own, laid out by its callers.
export { build, pack } from "./kd_tree";
export { query, queryBatched, queryBatchedChebyshev, queryChebyshev } from "./nearest_neighbors";
export { kernelSums } from "./kernel_sums";
export { addCovariancePanels } from "./covariance_panel";
export { addGram, multiplyRows } from "./dense";
export { productBalls } from "./product_balls";
export { accumulate, rotateRows, tridiagonalise } from "./symmetric_eigen";
export { takeSquares } from "./row_combinations";
