# sign.ps1 PATH: signs a package, or every program and library of a folder that nobody has signed yet (docs/installers.md).
param([Parameter(Mandatory)] [string] $Path)
$ErrorActionPreference = 'Stop'
if (-not $env:WINDOWS_SIGNING_THUMBPRINT) { throw 'WINDOWS_SIGNING_THUMBPRINT: which certificate?' }

$files = Get-ChildItem -LiteralPath $Path -Recurse -File -Include *.exe, *.dll, *.msi |
    Where-Object { (Get-AuthenticodeSignature -LiteralPath $_.FullName).Status -eq 'NotSigned' }
foreach ($file in $files) {
    $file.IsReadOnly = $false # as jpackage leaves launchers
    signtool sign /sha1 $env:WINDOWS_SIGNING_THUMBPRINT /fd SHA256 /td SHA256 /tr http://timestamp.digicert.com $file.FullName
    if ($LASTEXITCODE -ne 0) { throw "$($file.FullName) isn't signed" }
}
