using Xunit.Sdk;
using Xunit.v3;

// These tests start whole clusters; two cores carry one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
