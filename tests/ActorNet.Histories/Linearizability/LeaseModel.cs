using ActorNet.Histories.Operations;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Linearizability;

/// <summary>What a correct owner may answer, and what may happen behind everybody's back.</summary>
internal static class LeaseModel
{
    /// <summary>The register after an operation with the answer that its client got; null: no correct owner answers that.</summary>
    public static LeaseRegister? Apply(LeaseRegister register, Operation operation) => operation.Answer switch
    {
        Succeeded success => Apply(register, operation, success),
        Failed failure => Allows(register, operation.Asked, failure.Reason),
        _ => throw new ArgumentException($"{operation} has no answer", nameof(operation)),
    };

    /// <summary>What an operation does whose answer nobody gets; null: nothing, at this moment.</summary>
    public static LeaseRegister? ApplyUnseen(LeaseRegister register, Invoked asked) => asked.Verb switch
    {
        OperationVerb.Acquire when !register.IsHeld || register.Standing == Standing.Revoked || (!register.IsEpochOpen && asked.Epoch >= register.Epoch) =>
            new LeaseRegister(Standing.Active, Math.Max(register.Epoch, asked.Epoch ?? 0), true, string.Empty, asked.AtNs),
        OperationVerb.Release or OperationVerb.End when register.IsHeld && register.MayHave(asked.Epoch!.Value) =>
            register.Known(asked.Epoch.Value) with { Standing = Standing.Ended },
        OperationVerb.Revoke when register.Standing == Standing.Active && register.MayHave(asked.Epoch!.Value) =>
            register.Known(asked.Epoch.Value) with { Standing = Standing.Revoked },
        _ => null,
    };

    /// <summary>The register after the lease has expired, if it can have by a time; null: it cannot.</summary>
    public static LeaseRegister? Expire(LeaseRegister register, long nowNs, long shortestReclaimNs) =>
        register.IsHeld && nowNs - register.ConfirmedNs >= shortestReclaimNs ? register with { Standing = Standing.Ended } : null;

    private static LeaseRegister? Apply(LeaseRegister register, Operation operation, Succeeded success) => operation.Asked.Verb switch
    {
        OperationVerb.Acquire => Acquire(register, operation, success),
        OperationVerb.Renew => register.Standing == Standing.Active && success.Epoch == operation.Asked.Epoch && register.MayHave(success.Epoch)
            ? Confirmed(register.Known(success.Epoch), operation.SentNs)
            : null,
        OperationVerb.Release or OperationVerb.End => register.Standing != Standing.Never && Names(register, operation.Asked, success)
            ? register.Known(success.Epoch) with { Standing = Standing.Ended }
            : null,

        // One that asks to revoke what has ended already is told how it ended.
        OperationVerb.Revoke => register.Standing != Standing.Never && Names(register, operation.Asked, success)
            ? register.Known(success.Epoch) with { Standing = register.IsHeld ? Standing.Revoked : Standing.Ended }
            : null,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Asked.Verb, "not a verb"),
    };

    /// <summary>The lease that is there, the same in all; or a new one, with an epoch above all before it and above the burnt one.</summary>
    private static LeaseRegister? Acquire(LeaseRegister register, Operation operation, Succeeded success)
    {
        var subnets = HistoryText.List(success.Subnets);
        if (register.Standing == Standing.Active
            && register.MayHave(success.Epoch)
            && (register.Subnets.Length == 0 || register.Subnets == subnets)
            && !(operation.Asked.Epoch >= success.Epoch))
        {
            return Confirmed(register.Known(success.Epoch) with { Subnets = subnets }, operation.SentNs);
        }

        var mayGrant = !register.IsHeld || register.Standing == Standing.Revoked || operation.Asked.Epoch is { } burnt && burnt > 0 && (register.IsEpochOpen || burnt >= register.Epoch);
        return mayGrant && success.Epoch > register.Epoch && success.Epoch > (operation.Asked.Epoch ?? 0)
            ? new LeaseRegister(Standing.Active, success.Epoch, false, subnets, operation.SentNs)
            : null;
    }

    /// <summary>A refusal changes nothing, but it says how the node stands.</summary>
    private static LeaseRegister? Allows(LeaseRegister register, Invoked asked, string reason) => reason switch
    {
        "LEASE_NOT_FOUND" => register.IsHeld ? null : register,
        "EPOCH_STALE" => register.Standing != Standing.Never && (register.IsEpochOpen || register.Epoch != asked.Epoch) ? register : null,
        "LEASE_REVOKED" => register.Standing == Standing.Revoked && register.MayHave(asked.Epoch ?? 0) ? register.Known(asked.Epoch ?? 0) : null,
        "NODE_ID_IN_USE" => register.IsHeld ? register : null,
        _ => register,
    };

    private static bool Names(LeaseRegister register, Invoked asked, Succeeded success) =>
        success.Epoch == asked.Epoch && register.MayHave(success.Epoch);

    private static LeaseRegister Confirmed(LeaseRegister register, long sentNs) => register with { ConfirmedNs = Math.Max(register.ConfirmedNs, sentNs) };
}
