using Xunit.v3;

// These tests wait for processes and for etcd most of the time: with one for each of two cores, both would be idle half of it.
[assembly: Parallelization(MaxThreads = 3)]
