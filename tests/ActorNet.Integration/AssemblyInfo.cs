// These tests start whole clusters; two cores carry one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
