using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Tests.Directory;

namespace ActorNet.Coordinator.Tests.Errors;

public sealed class RefusalMappingTests
{
    private static readonly (LeaseRefusal Refusal, ErrorReason Reason, string[] Metadata, bool MayRetry)[] LeaseCases =
    [
        (new Allocation.Leases.PoolExhausted([new FamilyLength(AddressFamily.InterNetwork, 24)]), ErrorReason.PoolExhausted, ["pool", "prefix_length"], false),
        (new LengthNotOffered(new FamilyLength(AddressFamily.InterNetwork, 20), 22, 26), ErrorReason.InvalidField, [], false),
        (new Allocation.Leases.LeaseNotFound(), ErrorReason.LeaseNotFound, ["pool", "node_id"], false),
        (new EpochStale(new Epoch(1), new Epoch(2)), ErrorReason.EpochStale, ["epoch", "current_epoch"], false),
        (new NodeIdInUse(TimeSpan.FromMinutes(1)), ErrorReason.NodeIdInUse, ["node_id"], true),
        (new LeaseRevocation(new Epoch(1)), ErrorReason.LeaseRevoked, ["epoch"], false),
        (new Allocation.Leases.PoolCordoned(IsClosing: false), ErrorReason.PoolCordoned, ["pool"], false),
        (new QueueFull(), ErrorReason.QueueFull, [], true),
        (new OutcomeUnknown(), ErrorReason.ShardUnavailable, [], true),
    ];

    private static readonly Allocation.Reservations.Reservation Other =
        new(1, new ReservationName("other"), Prefix.Parse("10.0.0.0/24"), new NodeId("node"), string.Empty, DateTimeOffset.UnixEpoch);

    private static readonly (PoolRefusal Refusal, ErrorReason Reason, string[] Metadata, bool MayRetry)[] PoolCases =
    [
        (new Allocation.Pools.PoolNotFound(PoolName.Default), ErrorReason.PoolNotFound, ["pool"], false),
        (new Allocation.Pools.PoolAlreadyExists(new Events().Pool), ErrorReason.PoolAlreadyExists, ["pool"], false),
        (
            new Allocation.Pools.PoolOverlap(Prefix.Parse("10.0.0.0/16"), PoolName.Default, Prefix.Parse("10.0.0.0/8")),
            ErrorReason.PoolOverlap,
            ["cidr", "other_pool", "other_cidr"],
            false),
        (new TooManyPools(7), ErrorReason.LimitReached, ["limit"], false),
        (new ReservationNotFound(7), ErrorReason.NotFound, ["name"], false),
        (new Allocation.Reservations.ReservationAlreadyExists(Other), ErrorReason.ReservationAlreadyExists, ["pool", "name"], false),
        (new Allocation.Reservations.ReservationOverlap(Prefix.Parse("10.0.0.0/23"), Other), ErrorReason.ReservationOverlap, ["cidr", "other_name", "other_cidr"], false),
        (new Allocation.Reservations.NodeAlreadyPinned(new NodeId("node"), Other), ErrorReason.NodeAlreadyPinned, ["node_id", "other_name", "other_cidr"], false),
        (new ReservationRangeRefused(new FieldProblem("cidr", "too small")), ErrorReason.InvalidField, [], false),
        (new TooManyReservations(7), ErrorReason.LimitReached, ["limit"], false),
        (new SelectorTie(NodeSelector.None, PoolName.Default, NodeSelector.None), ErrorReason.PoolSelectorTie, ["other_pool", "other_selector"], false),
        (new ChangeOutdated(1, 2), ErrorReason.PlanOutdated, ["planned_version", "current_version"], false),
        (new ChangeNotPossible([new FieldProblem("shard_count", "it is fixed")]), ErrorReason.InvalidField, [], false),
        (new Allocation.Pools.CidrInUse(Prefix.Parse("10.0.0.0/16"), Other), ErrorReason.CidrInUse, ["pool", "cidr", "reservation"], false),
        (new PoolIsClosing(PoolName.Default), ErrorReason.PoolClosing, ["pool"], true),
        (new Allocation.Pools.PoolInUse(1, [new NodeId("node")]), ErrorReason.PoolInUse, ["pool", "leases", "nodes"], false),
        (new PoolQueueFull(), ErrorReason.QueueFull, [], true),
        (new PoolOutcomeUnknown(), ErrorReason.ShardUnavailable, [], true),
    ];

    [Fact]
    public void Every_refusal_of_a_lease_has_its_reason_facts_and_advice() => Assert.All(LeaseCases, expected =>
    {
        var error = expected.Refusal.ToError(PoolName.Default, new NodeId("node"));

        Assert.Equal(expected.Reason, error.Reason);
        Assert.Equal(expected.Metadata, error.Metadata.Keys);
        Assert.Equal(expected.MayRetry, error.RetryDelay is not null);
    });

    [Fact]
    public void Every_refusal_of_a_pool_has_its_reason_facts_and_advice() => Assert.All(PoolCases, expected =>
    {
        var error = expected.Refusal.ToError(PoolName.Default);

        Assert.Equal(expected.Reason, error.Reason);
        Assert.Equal(expected.Metadata, error.Metadata.Keys);
        Assert.Equal(expected.MayRetry, error.RetryDelay is not null);
    });

    [Fact]
    public void No_refusal_is_missing_here()
    {
        Assert.Equal(CasesOf<LeaseRefusal>(), LeaseCases.Select(known => known.Refusal.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(CasesOf<PoolRefusal>(), PoolCases.Select(known => known.Refusal.GetType().Name).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> CasesOf<T>() =>
        typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal);
}
