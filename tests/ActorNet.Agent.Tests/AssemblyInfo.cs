using Xunit.Sdk;
using Xunit.v3;

// Most of these tests wait for agents on hosts of their own, and some classes have many of those.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 4)]
