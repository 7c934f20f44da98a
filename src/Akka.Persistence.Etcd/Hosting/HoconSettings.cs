using System.Globalization;
using System.Text;
using Akka.Hosting;

namespace Akka.Persistence.Etcd.Hosting;

/// <summary>Writes what is set as HOCON, and leaves out what is not.</summary>
internal static class HoconSettings
{
    public static StringBuilder AppendSetting(this StringBuilder hocon, string key, string? value) =>
        value is null ? hocon : hocon.AppendLine(CultureInfo.InvariantCulture, $"{key} = {value.ToHocon()}");

    public static StringBuilder AppendSetting(this StringBuilder hocon, string key, TimeSpan? value) =>
        value is null ? hocon : hocon.AppendLine(CultureInfo.InvariantCulture, $"{key} = {value.ToHocon()}");
}
