using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Allocation.Messages;

/// <summary>How many bytes commands and answers take on the wire, for those who send several together.</summary>
public static class MessageRoom
{
    /// <summary>Whoever has put together this much, in bytes, sends it; with the largest one at its end it is still far below the 4 MiB of a frame.</summary>
    public const int Most = 1024 * 1024;

    // Node id (63), ticket, instance, two tokens, three epochs, two times, four lengths and the numbers of all fields.
    private const int SmallParts = 320;

    /// <summary>No fewer bytes than the command takes, and few more.</summary>
    public static int Of(LeaseCommand command) => command switch
    {
        AcquireLease acquire => Of(acquire.Attributes) + ((acquire.Preferred.Length + acquire.GivenUp.Length) * WireSizes.LargestPrefix) + (acquire.RequestId.Length * WireSizes.LargestCharacter),
        ReleaseLease release => SmallParts + ((release.Reason.Length + release.RequestId.Length) * WireSizes.LargestCharacter),
        _ => SmallParts,
    };

    /// <summary>No fewer bytes than the answer takes, and few more; the pool, which all answers in a message share, is not in it.</summary>
    public static int Of(LeaseReply reply) => reply switch
    {
        LeaseGrant { Lease: var lease } => Of(lease),
        LeaseEnd { Lease: var lease } => Of(lease),
        _ => SmallParts,
    };

    private static int Of(Lease lease) => Of(lease.Attributes) + ((lease.Subnets.Length + lease.Leaving.Length) * WireSizes.LargestPrefix);

    private static int Of(NodeAttributes attributes) => SmallParts + attributes.Encoded.Length;
}
