using ActorNet.Agent.Configuration;

namespace ActorNet.Agent.DataPlane.Overlay;

/// <summary>Whether tunnels leave checksums to the network card.</summary>
internal static class ChecksumRule
{
    /// <summary>
    /// From here on the kernel masquerades the outer packet of a tunnel and still sends a right UDP checksum (https://github.com/flannel-io/flannel/issues/1279). Who masquerades it is not known here: these
    /// rules do not, kube-proxy's do.
    /// </summary>
    private static readonly Version Mended = new(5, 8);

    /// <summary>True or false: it is to be kept so. Null: it is left as it is.</summary>
    /// <param name="wanted">What the operator wants.</param>
    /// <param name="kernel">The version of the kernel that runs.</param>
    public static bool? Of(ChecksumOffload wanted, Version kernel) => wanted switch
    {
        ChecksumOffload.On => true,
        ChecksumOffload.Off => false,
        ChecksumOffload.Auto => kernel < Mended ? false : null,
        _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "Not a wish."),
    };
}
