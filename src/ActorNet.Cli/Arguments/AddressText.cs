using System.Diagnostics.CodeAnalysis;
using ActorNet.Addressing;

namespace ActorNet.Cli.Arguments;

/// <summary>An address, or a prefix of them, brought into the contract's form.</summary>
internal static class AddressText
{
    public static bool TryParse(string text, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? error)
    {
        if (text.Contains('/'))
        {
            var isPrefix = Prefix.TryParse(text, out var prefix, out error);
            value = prefix.ToString();
            return isPrefix;
        }

        var isAddress = Prefix.TryParse($"{text}/{(text.Contains(':') ? 128 : 32)}", out var address);
        value = address.ToString().Split('/')[0];
        error = isAddress ? null : $"'{text}' is not an address; give one like 10.244.7.21 or fd77::1, or a prefix like 10.244.7.0/24";
        return error is null;
    }
}
