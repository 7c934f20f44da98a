using Xunit.Sdk;
using Xunit.v3;

// Each of these keeps all cores busy.
[assembly: Parallelization(Mode = ParallelMode.None)]
